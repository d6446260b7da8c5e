import { isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import { type Said, SettingsFault, saidBy } from './layer.ts'
import type { NamedText } from './yaml-files.ts'

/** @returns what each file says, or the first fault in words. */
export const fromFiles = (files: readonly NamedText[]): { fault: string } | { said: Said[] } => {
  try {
    return { said: files.map(({ name, text }) => fromFile(name, text)) }
  } catch (error) {
    if (error instanceof SettingsFault) return { fault: error.message }
    throw error
  }
}

/** One file of `agent.d`. @throws SettingsFault for bad YAML, an unknown key or a value that does not fit. */
const fromFile = (name: string, text: string): Said => {
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
  return { layer: 'file', from: name, values: saidBy(name, value, lineOf) }
}
