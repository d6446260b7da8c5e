import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { installed } from '../installation.ts'
import { runDaemon } from '../main.ts'
import type { Say } from '../parts.ts'
import { platform } from '../platform.ts'
import { goFirst } from '../priority.ts'
import { VERSION } from '../version.ts'
import { verb } from './verb.ts'
import { VerbFault } from './verb-fault.ts'

/** Where the agent runs from its repository, its verbs are typed through npm. */
const COMMAND = installed ? 'waymark' : 'npm run -s waymark --'

export const run = verb({
  name: 'run',
  about: 'the background agent; ends with SIGTERM or Ctrl-C',
  needs: 'nothing',
  flags: { log: { type: 'string', value: 'FORM', about: 'text, or json: one object a line on standard output' } },
  prints: 'lines',
  run: async (around, { log }) => {
    if (log !== null && log !== 'json' && log !== 'text')
      throw new VerbFault('no such form of log', log, 'say --log json or --log text')
    goFirst()
    const settings = await around.settings('aside')
    const say: Say = line => process.stdout.write(`${log === 'json' ? JSON.stringify(line) : inWords(line)}\n`)
    const ended = Promise.withResolvers<string>()
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ended.resolve(signal))
    const daemon = await runDaemon({
      settings,
      own: { uid: process.getuid?.() ?? null, env: around.env },
      path: (around.env.PATH ?? '').split(path.delimiter).filter(folder => path.isAbsolute(folder)),
      version: VERSION,
      command: COMMAND,
      now: around.now,
      randomBytes,
      random: Math.random,
      say,
    })
    say({ msg: 'ready', device: daemon.device })
    if (installed && platform === 'linux') setTimeout(giveBackMemory, SETTLED).unref()
    await daemon.stop(await ended.promise)
    return null
  },
  text: () => '',
  exit: () => 0,
})

/** After a start its first look is done by then, ms. */
const SETTLED = 10_000
/** How often is asked whether something is worth giving back, and how much is: it takes 0.1 s. */
const GIVE_BACK_EVERY = 600_000
const WORTH_BYTES = 1024 * 1024

/** Once after the start, and again after work that has left memory behind. */
const giveBackMemory = async (): Promise<void> => {
  const { giveBack } = await import('../give-back.linux.ts')
  const taken = (): number => {
    const { heapTotal, external } = process.memoryUsage()
    return heapTotal + external
  }
  giveBack()
  let least = taken()
  setInterval(() => {
    if (taken() < least + WORTH_BYTES) return
    giveBack()
    least = taken()
  }, GIVE_BACK_EVERY).unref()
}

const inWords = ({ msg, ...rest }: Parameters<Say>[0]): string =>
  [
    msg,
    ...Object.entries(rest).map(
      ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ),
  ].join(' ')
