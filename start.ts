import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'

/**
 * `npm start`: a console and an agent on this machine, kept alive until Ctrl-C. It joins none of their code: it reads
 * the JSON lines that they print, and ends only the two processes that it started.
 */

const { json } = parseArgs({ options: { json: { type: 'boolean', default: false } } }).values
const home = resolve(process.env.WAYMARK_HOME || '.waymark')
const RESTART_AFTER = 1_000
const STOP_WITHIN = 10_000
const LISTED_WITHIN = 15_000

/** With `--json` standard output holds the one line that scripts wait for; everything else is told beside it. */
const tell = (...lines: string[]): void => {
  for (const line of lines) (json ? process.stderr : process.stdout).write(`${line}\n`)
}
const giveUp = (why: string): never => {
  process.stderr.write(`waymark: ${why}\n`)
  process.exit(1)
}

/** When a process began, in the system's ticks: with its id it names one process. Null where there is no /proc. */
const beganAt = (pid: number): string | null => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ')[19] ?? null
  } catch {
    return null
  }
}
const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** One `npm start` per home: two agents would write to one ledger. @returns how to let go of it. */
const holdHome = (): (() => void) => {
  const lock = join(home, 'start.lock')
  mkdirSync(home, { recursive: true, mode: 0o700 })
  for (const attempt of [1, 2]) {
    try {
      writeFileSync(lock, `${process.pid} ${beganAt(process.pid) ?? ''}`, { flag: 'wx', mode: 0o600 })
      return () => unlinkSync(lock)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
      const [pid = '', began = ''] = readFileSync(lock, 'utf8').split(' ')
      // Anything else than what stands above was left by a crash.
      const whole = /^[1-9]\d*$/.test(pid) && (began === '') === (beganAt(process.pid) === null)
      const held = whole && alive(Number(pid)) && (began === '' || began === beganAt(Number(pid)))
      if (held || attempt === 2) giveUp(`already running in ${home}, as process ${pid}: end that one first`)
      unlinkSync(lock)
    }
  }
  return () => {}
}

type Said = Readonly<Record<string, unknown>>
const text = (said: Said, key: string): string => {
  const value = said[key]
  return typeof value === 'string' ? value : ''
}
const read = (line: string): Said | null => {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? { ...value } : null
  } catch {
    return null
  }
}

/** Of what a child logs, a person is told what went wrong: from level 40 (pino: warn) on, or with a reason. */
const passOn = (name: string, said: Said): void => {
  const { err, level, why } = said
  const failed = typeof level === 'number' ? level >= 40 : text(said, 'msg').endsWith('-failed')
  if (!failed) return
  const cause = typeof err === 'object' && err !== null && 'message' in err ? err.message : why
  process.stderr.write(`${name}: ${text(said, 'msg')}${cause === undefined ? '' : `: ${String(cause)}`}\n`)
}

let stopping = false

type Keeper = {
  /** The child's id now. */
  readonly pid: () => number
  readonly stop: () => Promise<void>
}

/** Starts a child and starts it again when it dies; before it was `ready` once, its death ends the start. */
const keep = (
  name: string,
  script: string,
  args: readonly string[],
  env: () => Readonly<Record<string, string>>,
  heard: (said: Said) => boolean,
): Keeper => {
  let child: ChildProcess
  let ready = false
  const begin = (): void => {
    const leash = join(import.meta.dirname, 'leash.ts')
    // Its own group: Ctrl-C reaches this process alone, which then ends the agent before the console.
    const started = spawn(process.execPath, ['--import', leash, join(import.meta.dirname, script), ...args], {
      env: { ...process.env, ...env() },
      stdio: 'pipe',
      detached: true,
    })
    child = started
    createInterface({ input: started.stdout }).on('line', line => {
      const said = read(line)
      if (said === null) tell(`${name}: ${line}`)
      else if (heard(said)) ready = true
      else passOn(name, said)
    })
    createInterface({ input: started.stderr }).on('line', line => {
      const said = read(line)
      if (said === null) process.stderr.write(`${line}\n`)
      else passOn(name, said)
    })
    started.on('error', error => giveUp(`the ${name} could not be started: ${error.message}`))
    started.on('exit', async (code, signal) => {
      if (stopping) return
      const how = `the ${name} ended (${signal ?? `exit ${code}`})`
      if (!ready) return void stopAll(1, `${how} before it was ready; what it said stands above`)
      tell(`${how}; starting it again`)
      await sleep(RESTART_AFTER)
      if (!stopping) begin()
    })
  }
  begin()
  return {
    pid: () => child.pid ?? 0,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = new Promise(done => child.once('exit', done))
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN)
      await gone
      clearTimeout(late)
    },
  }
}

const letGo = (() => {
  try {
    return holdHome()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return giveUp(`cannot keep its state in ${home}: ${why}: name another folder with WAYMARK_HOME`)
  }
})()
const children: Keeper[] = []

/** The agent first: what it has to say in the end still finds its console. */
const stopAll = async (code: number, why: string | null): Promise<void> => {
  if (stopping) return
  stopping = true
  for (const child of children.toReversed()) await child.stop()
  letGo()
  if (why !== null) process.stderr.write(`waymark: ${why}\n`)
  process.exit(code)
}
// Whoever read what is told has gone away, as `head` does.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => void stopAll(0, null))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (!stopping) tell('', 'Stopping: the agent, then the console.')
    void stopAll(0, null)
  })
}
// npm hands a signal that it gets alone to its shell, and the shell ends without handing it on.
const parent = process.ppid
if (process.env.npm_lifecycle_event === 'start') {
  setInterval(() => {
    if (process.ppid !== parent) void stopAll(0, null)
  }, 500).unref()
}

/** What was handed out by this start stays good when its console has to be started again; what earlier ones did, does not. */
const startId = randomBytes(4).toString('hex')
let port = process.env.WAYMARK_PORT || '8420'
if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) giveUp(`WAYMARK_PORT: not a port: ${port}`)
tell('Starting the console.')

const consoleReady = Promise.withResolvers<Said>()
const consoleChild = keep(
  'console',
  'console/cli.ts',
  ['serve', '--quick-start'],
  () => ({ WAYMARK_HOME: home, WAYMARK_LISTEN: `127.0.0.1:${port}`, WAYMARK_QUICK_START: startId }),
  said => {
    if (text(said, 'url') === '') return false
    // A console that has to be started again is found where it was.
    port = new URL(text(said, 'url')).port || port
    consoleReady.resolve(said)
    return true
  },
)
children.push(consoleChild)
const { url, signIn, apiToken, enrollToken } = await consoleReady.promise

const tells = process.env.WAYMARK_NOTICES_ACCOUNTS || userInfo().username
const looksAt = process.env.WAYMARK_SENSORS_HOMES || homedir() || userInfo().homedir
const agentReady = Promise.withResolvers<string>()
const agentChild = keep(
  'agent',
  'agent/cli.ts',
  ['run', '--log', 'json'],
  () => ({
    WAYMARK_HOME: home,
    WAYMARK_CONSOLE: String(url),
    WAYMARK_ENROLL_TOKEN: String(enrollToken),
    WAYMARK_SENSORS_HOMES: looksAt,
    WAYMARK_NOTICES_ACCOUNTS: tells,
    // Where nobody reads this terminal, a notice that stands here has reached nobody.
    WAYMARK_NOTICES_NARRATED: String((json ? process.stderr : process.stdout).isTTY === true),
  }),
  said => {
    if (said.msg === 'ready') agentReady.resolve(text(said, 'device'))
    if (said.msg === 'notice' && said.via !== 'desktop' && Array.isArray(said.text)) tell('', ...said.text.map(String))
    return said.msg === 'ready'
  },
)
children.push(agentChild)
const device = await agentReady.promise

/** Ready is when this machine stands in the list: whoever reads the line can go on at once. */
const isListed = async (): Promise<boolean> => {
  try {
    const headers = { authorization: `Bearer ${apiToken}` }
    const answer = await fetch(new URL(`/api/v1/devices/${device}`, String(url)), { headers })
    const said: unknown = answer.ok ? await answer.json() : null
    // It stands there from its enrolment on; what it is, its agent tells a moment later.
    return typeof said === 'object' && said !== null && 'platform' in said && said.platform !== null
  } catch {
    return false
  }
}
for (const late = performance.now() + LISTED_WITHIN; performance.now() < late && !(await isListed()); ) await sleep(100)

if (json) {
  const pid = { console: consoleChild.pid(), agent: agentChild.pid() }
  process.stdout.write(`${JSON.stringify({ url, signIn, apiToken, device, pid })}\n`)
} else {
  tell(
    '',
    `  console  ${url}`,
    `  sign in  ${signIn}  (works once)`,
    `  agent    looks at ${looksAt}, shows notices to ${tells}`,
    `  device   ${device}`,
    `  state    ${home}`,
    '',
    'Ctrl-C ends both.',
  )
}
