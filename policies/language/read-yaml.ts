import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { visible } from '../../protocol/text.ts'
import { type Fault, fault, type Place } from './fault.ts'

/** Bounds of one text: UTF-16 units, nesting, and faults that are worth telling. */
export const YAML_LIMITS = { units: 192 * 1024, depth: 32, faults: 50 } as const

/** Where a value and the key that leads to it stand. */
type Spot = { readonly key: Place | null; readonly value: Place; readonly below: ReadonlyMap<PropertyKey, Spot> }

export type Located = {
  readonly value: unknown
  /** Whether something stands at `path`. */
  readonly has: (path: readonly PropertyKey[]) => boolean
  /** The place of the key or value at `path`; where nothing stands there, that of what should hold it. */
  readonly placeOf: (path: readonly PropertyKey[], on: 'key' | 'value') => Place
}

export type ReadYaml =
  | { readonly ok: true; readonly located: Located }
  | { readonly ok: false; readonly faults: Fault[] }

/**
 * Text -> plain value with places. YAML 1.2, core schema (a date stays text), one document, keys that are text, no
 * aliases: what a text means is what it shows, and no few lines become millions.
 */
export const readYaml = (source: { readonly name: string; readonly text: string }): ReadYaml => {
  const lines = new LineCounter()
  const place = (start: number, end: number): Place => {
    const { line, col } = lines.linePos(Math.min(start, source.text.length))
    const cut = source.text.slice(start, end).split(/[\r\n]/, 1)[0] ?? ''
    return { file: source.name, line: Math.max(1, line), column: Math.max(1, col), length: Math.max(1, cut.length) }
  }
  if (source.text.length > YAML_LIMITS.units)
    return refuse([fault('too-large', place(0, 1), `longer than ${YAML_LIMITS.units} characters`, 'split it up')])

  // Keys are compared in `build`: the library's own way takes time by the square of their number.
  const document = parseDocument(source.text, { ...OPTIONS, lineCounter: lines })
  const wrong = [...document.errors, ...document.warnings].slice(0, YAML_LIMITS.faults).map(error => {
    const [start, end] = error.pos
    return error.code === 'RESOURCE_EXHAUSTION'
      ? fault('too-deep', place(start, end), `nested deeper than ${YAML_LIMITS.depth}`)
      : fault('bad-yaml', place(start, end), visible(lowerFirst(error.message), 200))
  })
  if (wrong.length > 0) return refuse(wrong)

  const faults: Fault[] = []
  const note = (...given: Parameters<typeof fault>): void => {
    if (faults.length < YAML_LIMITS.faults) faults.push(fault(...given))
  }
  const placeOfNode = (node: unknown): Place => {
    const range = (node as Node | null)?.range
    return range === null || range === undefined ? place(0, 1) : place(range[0], range[1])
  }
  const build = (node: unknown, key: Place | null, depth: number): { value: unknown; spot: Spot } => {
    const value = node === null && key !== null ? key : placeOfNode(node)
    const below = new Map<PropertyKey, Spot>()
    const spot: Spot = { key, value, below }
    if (node === null) return { value: null, spot }
    if (depth > YAML_LIMITS.depth) {
      note('too-deep', value, `nested deeper than ${YAML_LIMITS.depth}`)
      return { value: null, spot }
    }
    if (isScalar(node)) {
      const plain = node.value === null || ['string', 'number', 'boolean'].includes(typeof node.value)
      if (!plain) note('bad-yaml', value, 'a value that is neither text, number, true, false nor null')
      return { value: plain ? node.value : null, spot }
    }
    if (isSeq(node)) {
      const items = node.items.map((item, index) => {
        const built = build(item, null, depth + 1)
        below.set(index, built.spot)
        return built.value
      })
      return { value: items, spot }
    }
    if (isMap(node)) {
      const fields: [string, unknown][] = []
      for (const pair of node.items) {
        const at = placeOfNode(pair.key)
        const name = isScalar(pair.key) && typeof pair.key.value === 'string' ? pair.key.value : null
        if (name === null || name === '__proto__') note('bad-key', at, 'a key has to be text', 'put it in quotes')
        else if (below.has(name)) note('duplicate-key', at, `${visible(name, 64)} is given twice`, 'keep one of them')
        else {
          const built = build(pair.value, at, depth + 1)
          below.set(name, built.spot)
          fields.push([name, built.value])
        }
      }
      return { value: Object.fromEntries(fields), spot }
    }
    note('alias', value, 'an alias stands for something written elsewhere', 'write it out here')
    return { value: null, spot }
  }
  const { value, spot } = build(document.contents, null, 1)
  return faults.length > 0 ? refuse(faults) : { ok: true, located: locate(value, spot) }
}

const OPTIONS = {
  version: '1.2',
  schema: 'core',
  merge: false,
  strict: true,
  uniqueKeys: false,
  prettyErrors: false,
} as const

const refuse = (faults: Fault[]): ReadYaml => ({ ok: false, faults })

const locate = (value: unknown, root: Spot): Located => {
  const follow = (path: readonly PropertyKey[]): { spot: Spot; whole: boolean } => {
    let spot = root
    for (const step of path) {
      const next = spot.below.get(step)
      if (next === undefined) return { spot, whole: false }
      spot = next
    }
    return { spot, whole: true }
  }
  return {
    value,
    has: path => follow(path).whole,
    placeOf: (path, on) => {
      const { spot, whole } = follow(path)
      return on === 'key' || !whole ? (spot.key ?? spot.value) : spot.value
    },
  }
}

const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1)
