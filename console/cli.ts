import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { catalogLint } from './verbs/catalog-lint.ts'
import { catalogRefresh } from './verbs/catalog-refresh.ts'
import { keyPrepare, keyRenew, keyShow } from './verbs/key.ts'
import { ledgerCheck } from './verbs/ledger-check.ts'
import { policyLint } from './verbs/policy-lint.ts'
import { policyPublish } from './verbs/policy-publish.ts'
import { signInLink } from './verbs/sign-in-link.ts'
import { tokenCreate } from './verbs/token-create.ts'
import { CannotRun, type Exit, type Verb, type World } from './verbs/verb.ts'

/** Loaded when it is meant: the web application's build tool comes along. */
const serve: Verb = {
  name: 'serve',
  usage:
    '[--listen HOST:PORT] [--public-url URL] [--tls-cert FILE --tls-key FILE] [--store DIR] [--config FILE] [--quick-start]',
  about: 'run the console until it is told to stop; --quick-start prints a way in as one line of JSON',
  run: async world => (await import('./verbs/serve.ts')).serve(world),
}

const VERBS: readonly Verb[] = [
  serve,
  signInLink,
  tokenCreate,
  policyLint,
  policyPublish,
  catalogLint,
  catalogRefresh,
  ledgerCheck,
  keyShow,
  keyPrepare,
  keyRenew,
]

/** As many columns as a terminal has at least. */
const WIDE = 80

const wrapped = (text: string, indent: string): string => {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line !== '' && indent.length + line.length + 1 + word.length > WIDE) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines.map(line => indent + line).join('\n')
}

const described = ({ name, usage, about }: Verb): string =>
  `${wrapped(`${name} ${usage}`.trim(), '  ')}\n${wrapped(about, '      ')}`

const help = (): string =>
  [
    'waymark-console VERB',
    '',
    ...VERBS.map(described),
    '',
    wrapped(
      'Verbs that touch the store take --store DIR and --config FILE too; WAYMARK_HOME, WAYMARK_LISTEN, ' +
        'WAYMARK_PUBLIC_URL, WAYMARK_TLS_CERT, WAYMARK_TLS_KEY and WAYMARK_STORE say the same.',
      '',
    ),
    'Exit: 0 done, 1 the input was refused, 2 could not run.',
  ].join('\n')

/** @returns the exit code. Never throws. */
export const runCli = async (words: readonly string[], world: Omit<World, 'args'>): Promise<Exit> => {
  const verb = VERBS.find(({ name }) => name.split(' ').every((word, i) => words[i] === word))
  if (verb === undefined) {
    const asked = words.length === 0 || ['help', '--help', '-h'].includes(words[0] ?? '')
    if (asked) world.out(help())
    else world.err(`waymark-console: no such verb: ${words.slice(0, 2).join(' ')}: see waymark-console --help`)
    return asked ? 0 : 2
  }
  const args = words.slice(verb.name.split(' ').length)
  if (args.includes('--help')) {
    world.out(`waymark-console\n${described(verb)}`)
    return 0
  }
  try {
    return await verb.run({ ...world, args })
  } catch (error) {
    const known = error instanceof CannotRun
    world.err(`waymark-console: ${known ? error.message : `this failed: ${String(error)}: please report it`}`)
    return known ? error.exit : 2
  }
}

if (import.meta.main) {
  // In the repository the verbs mean what `npm start` runs there.
  const home = path.join(import.meta.dirname, '..', '.waymark')
  // Who reads no further (`| head`) ends no work: a verb writes files, too.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  process.exitCode = await runCli(process.argv.slice(2), {
    env: existsSync(home) ? { WAYMARK_HOME: home, ...process.env } : process.env,
    now: Date.now,
    random: bytes => randomBytes(bytes),
    out: line => process.stdout.write(`${line}\n`),
    err: line => process.stderr.write(`${line}\n`),
  })
}
