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

/** Holds what was said against the keys. @throws SettingsFault */
export const saidBy = (
  from: string,
  value: unknown,
  lineOf: (path: readonly PropertyKey[]) => number | null,
): SettingsFile => {
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

/** The `WAYMARK_*` that are keys of ours; others are another program's (`WAYMARK_PORT` is `npm start`'s). */
export const fromEnvironment = (env: Readonly<Record<string, string | undefined>>, delimiter: string): Said[] =>
  KEYS.flatMap(key => {
    const text = env[variableOf(key)]
    if (text === undefined || text === '') return []
    const from = variableOf(key)
    return [
      { layer: 'environment', from, values: saidBy(from, nested(key, writtenAs(key, text, delimiter)), () => null) },
    ]
  })

/** What was typed: `--state-dir` is `stateDir`, and so on. */
export const fromFlags = (flags: Partial<Record<Key, string>>, delimiter: string): Said[] =>
  KEYS.flatMap(key => {
    const text = flags[key]
    if (text === undefined) return []
    const from = `--${variableOf(key).slice('WAYMARK_'.length).toLowerCase().replaceAll('_', '-')}`
    return [{ layer: 'flag', from, values: saidBy(from, nested(key, writtenAs(key, text, delimiter)), () => null) }]
  })
