import { isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import { KEYS, type Key, SettingsFile, variableOf, writtenAs } from './keys.ts'

/** Where a value came from; a later one wins. */
export const LAYERS = ['built-in', 'file', 'managed', 'environment', 'flag'] as const
export type Layer = (typeof LAYERS)[number]

/** One layer's say: the keys it sets, whichever way they were written. `from` is for people: a file, a variable. */
export type Said = { readonly layer: Layer; readonly from: string; readonly values: SettingsFile }

/** A setting that does not fit. Its message names the file or variable, the key and what would fit. */
export class SettingsFault extends Error {
  override readonly name = 'SettingsFault'
}

const nested = (key: Key, value: unknown): unknown => {
  const [room, leaf] = key.split('.')
  return leaf === undefined ? { [key]: value } : { [room ?? key]: { [leaf]: value } }
}

const parse = (from: string, value: unknown, lineOf: (path: readonly PropertyKey[]) => number | null): SettingsFile => {
  const parsed = SettingsFile.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  const path = [...(issue?.path ?? []), ...unknown]
  const line = lineOf(path)
  const place = line === null ? from : `${from}:${line}`
  const fault = unknown.length > 0 ? `no such key; there are ${KEYS.join(', ')}` : (issue?.message ?? 'does not fit')
  throw new SettingsFault(`${place}: ${path.join('.') || 'the file'}: ${fault}`)
}

/** One file of `agent.d`. @throws SettingsFault for bad YAML, an unknown key or a value that does not fit. */
export const fromFile = (name: string, text: string): Said => {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true })
  const error = document.errors[0]
  if (error !== undefined) {
    throw new SettingsFault(`${name}:${lines.linePos(error.pos[0]).line}: ${error.message.split('\n')[0]}`)
  }
  visit(document, {
    Alias: (_key, node) => {
      throw new SettingsFault(`${name}: *${node.source}: an alias has no place here; write the value out`)
    },
  })
  const value: unknown = document.toJS() ?? {}
  const lineOf = (path: readonly PropertyKey[]): number | null => {
    const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents
    const key = path.at(-1)
    const pair = isMap(parent) ? parent.items.find(item => isScalar(item.key) && item.key.value === key) : undefined
    const node = pair?.key ?? (path.length > 0 ? document.getIn(path, true) : document.contents)
    return isNode(node) && node.range ? lines.linePos(node.range[0]).line : null
  }
  return { layer: 'file', from: name, values: parse(name, value, lineOf) }
}

/** The `WAYMARK_*` that are keys of ours; others are another program's (`WAYMARK_PORT` is `npm start`'s). */
export const fromEnvironment = (env: Readonly<Record<string, string | undefined>>, delimiter: string): Said[] =>
  KEYS.flatMap(key => {
    const text = env[variableOf(key)]
    if (text === undefined || text === '') return []
    const from = variableOf(key)
    return [
      { layer: 'environment', from, values: parse(from, nested(key, writtenAs(key, text, delimiter)), () => null) },
    ]
  })

/** What was typed: `--state-dir` is `stateDir`, and so on. */
export const fromFlags = (flags: Partial<Record<Key, string>>, delimiter: string): Said[] =>
  KEYS.flatMap(key => {
    const text = flags[key]
    if (text === undefined) return []
    const from = `--${variableOf(key).slice('WAYMARK_'.length).toLowerCase().replaceAll('_', '-')}`
    return [{ layer: 'flag', from, values: parse(from, nested(key, writtenAs(key, text, delimiter)), () => null) }]
  })
