import type { ParseArgsOptionsConfig } from 'node:util'
import type { AgentSettings } from '../settings/settings.ts'
import type { Page } from './page.ts'

/** One flag of a verb. `value` is the word that stands for its value in help. */
export type Flag =
  | { readonly type: 'boolean'; readonly about: string }
  | { readonly type: 'string'; readonly value: string; readonly about: string; readonly multiple?: boolean }
export type Flags = Readonly<Record<string, Flag>>

/** What was typed: a flag that was not given is `false`, `null` or an empty list. */
export type Given<F extends Flags> = {
  readonly [K in keyof F]: F[K] extends { readonly type: 'boolean' }
    ? boolean
    : F[K] extends { readonly multiple: true }
      ? readonly string[]
      : string | null
}

/** What a verb may know of the world. */
export type Around = {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
  /** The agent's settings. @param where who reads their files. @throws SettingsFault */
  readonly settings: (where?: 'here' | 'aside') => Promise<AgentSettings>
  readonly page: Page
  /** A line on stderr, for what is worth knowing and no answer. */
  readonly say: (line: string) => void
}

export type Definition<F extends Flags, V> = {
  readonly name: string
  /** One line, lower case, without a full stop. */
  readonly about: string
  /** `agent`: it asks the daemon, and without one there is no answer. */
  readonly needs: 'nothing' | 'agent'
  readonly flags: F
  /** A word after the verb that may be given, as `ID` in `why ID`. */
  readonly takes?: string
  /** `lines`: the verb writes while it runs and has no value to print. */
  readonly prints: 'value' | 'lines'
  /** @throws VerbFault for what the person can mend; exit code 2. */
  readonly run: (around: Around, given: Given<F>, taken: string | null) => Promise<V>
  /** The value in words. `--json` prints the value itself, so the two cannot disagree. */
  readonly text: (value: V, page: Page) => string
  /** What `--json` prints of the value, where the words need more than scripts may rely on. */
  readonly json?: (value: V) => unknown
  readonly exit: (value: V) => number
}

/** A verb as the command line sees it. */
export type Verb = Pick<Definition<Flags, unknown>, 'name' | 'about' | 'needs' | 'flags' | 'takes' | 'prints'> & {
  readonly perform: (
    around: Around,
    typed: Readonly<Record<string, unknown>>,
    taken: string | null,
  ) => Promise<{ readonly output: string; readonly exit: number }>
}

const JSON_FLAG = { json: { type: 'boolean', about: 'print one JSON value instead of text' } } as const

export const verb = <F extends Flags, V>(definition: Definition<F, V>): Verb => {
  const { name, about, needs, takes, prints } = definition
  const flags: Flags = prints === 'value' ? { ...definition.flags, ...JSON_FLAG } : definition.flags
  return {
    name,
    about,
    needs,
    prints,
    flags,
    ...(takes === undefined ? {} : { takes }),
    perform: async (around, typed, taken) => {
      const value = await definition.run(around, givenOf(definition.flags, typed), taken)
      const json = (): string => JSON.stringify(definition.json?.(value) ?? value, null, 2)
      const output = typed.json === true ? json() : definition.text(value, around.page)
      return { output, exit: definition.exit(value) }
    },
  }
}

const givenOf = <F extends Flags>(flags: F, typed: Readonly<Record<string, unknown>>): Given<F> =>
  Object.fromEntries(
    Object.entries(flags).map(([name, flag]) => [name, typed[name] ?? absent(flag)]),
  ) as unknown as Given<F>

const absent = (flag: Flag): false | null | readonly string[] => {
  if (flag.type === 'boolean') return false
  return flag.multiple === true ? [] : null
}

/** @returns what `parseArgs` of node:util wants to know. */
export const optionsOf = (flags: Flags): ParseArgsOptionsConfig =>
  Object.fromEntries(
    Object.entries(flags).map(([name, flag]) => [
      name,
      flag.type === 'string' && flag.multiple === true ? { type: 'string', multiple: true } : { type: flag.type },
    ]),
  )
