import * as z from 'zod/mini'
import { Slug } from '../../protocol/fields.ts'

/** Everything that an agent can be set to, and how each key is written where only text can be. */

const ConsoleUrl = z.string().check(
  z.maxLength(400),
  z.refine(text => {
    const url = URL.parse(text)
    return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
  }, 'an http or https address without a name or password in it'),
)
const AbsolutePath = z.string().check(z.regex(/^(\/|[A-Za-z]:[\\/])[^\0]*$/, 'an absolute path'), z.maxLength(4_096))

/** A file of `agent.d`: any of the keys, nothing else. */
export const SettingsFile = z.strictObject({
  console: z.optional(ConsoleUrl),
  enrollToken: z.optional(z.string().check(z.regex(/^[\x21-\x7e]{1,512}$/, 'a token as `token create` prints it'))),
  trust: z.optional(
    z.strictObject({
      /** A PEM file: only the authorities in it vouch for the console. */
      ca: z.optional(AbsolutePath),
      /** The console's keys, as it prints them: only a console that holds one of these is told anything. */
      keys: z.optional(
        z
          .array(z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/, 'a key as the console prints it, 43 characters')))
          .check(z.minLength(1), z.maxLength(16)),
      ),
    }),
  ),
  stateDir: z.optional(AbsolutePath),
  tags: z.optional(z.array(Slug).check(z.maxLength(64))),
  sensors: z.optional(
    z.strictObject({
      homes: z.optional(z.array(AbsolutePath).check(z.maxLength(1_000))),
      /** Lays out the empty folders that assistants look into, and tells who opens them. */
      tripwire: z.optional(z.boolean()),
    }),
  ),
  notices: z.optional(
    z.strictObject({
      accounts: z.optional(z.array(z.string().check(z.minLength(1), z.maxLength(256))).check(z.maxLength(1_000))),
      /** A person reads the lines of `run`, as that of `npm start` does: the last place to show a notice. */
      narrated: z.optional(z.boolean()),
    }),
  ),
})
export type SettingsFile = z.infer<typeof SettingsFile>

export const KEYS = [
  'console',
  'enrollToken',
  'trust.ca',
  'trust.keys',
  'stateDir',
  'tags',
  'sensors.homes',
  'sensors.tripwire',
  'notices.accounts',
  'notices.narrated',
] as const
export type Key = (typeof KEYS)[number]

/** `WAYMARK_` and the key, dots and capitals as underscores: `sensors.homes` is `WAYMARK_SENSORS_HOMES`. */
export const variableOf = (key: Key): string => `WAYMARK_${key.replace(/[.]|(?=[A-Z])/g, '_').toUpperCase()}`

/** What parts a list in one text: paths as the system parts them, names by commas. */
const LISTS: Partial<Record<Key, (delimiter: string) => string>> = {
  tags: () => ',',
  'trust.keys': () => ',',
  'sensors.homes': delimiter => delimiter,
  'notices.accounts': () => ',',
}

const SWITCHES: ReadonlySet<Key> = new Set(['sensors.tripwire', 'notices.narrated'])

/** @returns `text` as the value that a file would hold: a list or a yes where the key is one. */
export const writtenAs = (key: Key, text: string, delimiter: string): string | string[] | boolean => {
  if (SWITCHES.has(key) && (text === 'true' || text === 'false')) return text === 'true'
  const parts = LISTS[key]
  if (parts === undefined) return text
  return text
    .split(parts(delimiter))
    .map(part => part.trim())
    .filter(part => part !== '')
}
