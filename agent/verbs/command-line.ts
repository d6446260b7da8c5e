import path from 'node:path'
import { parseArgs } from 'node:util'
import { visible } from '../../protocol/text.ts'
import { platform } from '../platform.ts'
import { saidByFiles } from '../settings/said-by-files.ts'
import { readSettings, settingsDir } from '../settings/settings.ts'
import { yamlFiles } from '../settings/yaml-files.ts'
import { COMMAND, helpOf, helpOfVerb } from './help.ts'
import { VERBS } from './list.ts'
import { pageOf } from './page.ts'
import { type Around, optionsOf, type Verb } from './verb.ts'
import { VerbFault } from './verb-fault.ts'

/** Where a command line writes: a terminal, a pipe, or a test. */
export type Stream = {
  readonly write: (text: string) => unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

export type World = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: Stream
  readonly stderr: Stream
}

/** What went wrong could not be put right here; scripts depend on the code. */
const COULD_NOT = 2

/**
 * Runs one command line. Never throws.
 * @param args without the program: a verb, then its flags.
 * @returns the exit code.
 */
export const commandLine = async (args: readonly string[], world: World): Promise<number> => {
  const page = pageOf(world.stdout, world.env)
  const print = (text: string): void => {
    if (text !== '') world.stdout.write(`${text}\n`)
  }
  const say = (line: string): void => void world.stderr.write(`${line}\n`)
  try {
    const [name, ...rest] = args
    if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
      print(helpOf(await Promise.all(Object.values(VERBS).map(load => load())), page))
      return name === undefined ? COULD_NOT : 0
    }
    const verb = await verbNamed(name)
    const typed = typedFor(verb, rest)
    if (typed.values.help === true) {
      print(helpOfVerb(verb, page))
      return 0
    }
    const around: Around = {
      env: world.env,
      now: () => Date.now(),
      settings: where => settings(world, where),
      page,
      say,
    }
    const { output, exit } = await verb.perform(around, typed.values, typed.taken)
    print(output)
    return exit
  } catch (error) {
    if (error instanceof VerbFault) for (const line of error.details) say(line)
    say(`${COMMAND}: ${wordsFor(error)}`)
    return COULD_NOT
  }
}

const verbNamed = async (name: string): Promise<Verb> => {
  const load = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined
  if (load === undefined) throw new VerbFault('no such verb', name, `one of ${Object.keys(VERBS).join(', ')}`)
  return load()
}

const typedFor = (verb: Verb, args: readonly string[]): { values: Record<string, unknown>; taken: string | null } => {
  const help = `see ${COMMAND} ${verb.name} --help`
  const parsed = (() => {
    try {
      const options = { ...optionsOf(verb.flags), help: { type: 'boolean' as const } }
      return parseArgs({ args: [...args], options, strict: true, allowPositionals: true })
    } catch (error) {
      throw new VerbFault('not understood', error instanceof Error ? error.message : String(error), help)
    }
  })()
  const [taken = null, ...more] = parsed.positionals
  const extra = verb.takes === undefined ? taken : more[0]
  if (extra !== null && extra !== undefined) throw new VerbFault('one word too many', extra, help)
  return { values: parsed.values, taken }
}

const settings = async ({ env }: World, where: 'here' | 'aside' = 'here') => {
  const files = await saidByFiles(await yamlFiles(settingsDir(platform, env)), where)
  return readSettings({ platform, env, delimiter: path.delimiter, files })
}

/** Faults whose message is a sentence for a person; what the system said of a file is one, too. */
const SENTENCES = new Set([
  'VerbFault',
  'SettingsFault',
  'IdentityFault',
  'LooseFolder',
  'LedgerHeld',
  'LedgerNewer',
  'LedgerUnwritable',
])

/** Messages may quote paths and names of strangers. */
const wordsFor = (error: unknown): string => {
  if (error instanceof Error && (SENTENCES.has(error.name) || 'syscall' in error)) return visible(error.message, 2_000)
  return visible(`failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, 4_000)
}
