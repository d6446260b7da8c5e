import { milliseconds } from '../../policies/language/leaves.ts'
import { createToken } from '../access/tokens.ts'
import { TokenDraft } from '../api/questions.ts'
import { type ConsoleKey, loadConsoleKey } from '../console-key.ts'
import type { Settings } from '../settings.ts'
import { flagsOf, SETTINGS_FLAGS, settingsOf } from './flags.ts'
import { withStore } from './open-store.ts'
import { CannotRun, type Verb } from './verb.ts'

const FLAGS = {
  role: { type: 'string', default: 'enroll' },
  ttl: { type: 'string', default: '7d' },
  uses: { type: 'string' },
  tags: { type: 'string' },
  name: { type: 'string' },
  ...SETTINGS_FLAGS,
} as const

/** Of the console on this host, running or not: made here, if it has never run. */
const consoleKey = (settings: Settings): Promise<ConsoleKey> =>
  loadConsoleKey(settings.store).catch((error: unknown) => {
    throw new CannotRun("cannot use the console's key", settings.store, (error as Error).message)
  })

export const tokenCreate: Verb = {
  name: 'token create',
  usage: '[--role viewer|operator|admin|enroll] [--ttl 7d] [--uses N] [--tags a,b] [--name TEXT]',
  about: 'make a token and print it, this once; without --role for enrolment',
  run: async world => {
    const { values } = flagsOf(world, FLAGS)
    if (!/^[1-9]\d{0,3}[dhm]$/.test(values.ttl))
      throw new CannotRun('cannot make a token', `--ttl ${values.ttl}`, 'a duration such as 7d, 12h or 30m', 1)
    const draft = TokenDraft.safeParse({
      name: values.name ?? `${values.role} token`,
      role: values.role,
      ttl: milliseconds(values.ttl),
      uses: values.uses === undefined ? null : Number(values.uses),
      tags: values.tags === undefined ? [] : values.tags.split(','),
    })
    if (!draft.success) {
      const issue = draft.error.issues[0]
      throw new CannotRun('cannot make a token', `--${issue?.path[0]?.toString()}`, issue?.message ?? 'see --help', 1)
    }
    const { now, random } = world
    const settings = await settingsOf(world, values)
    const { token, row } = await withStore(settings, async store =>
      createToken({ store, now, random, key: await consoleKey(settings) }, draft.data, 'console host'),
    )
    world.out(token)
    world.err(`${row.role} token ${row.id}, until ${new Date(row.expiresAt).toISOString()}; it is shown this once`)
    return 0
  },
}
