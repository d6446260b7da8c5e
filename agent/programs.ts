import { type ChildProcess, execFile, fork } from 'node:child_process'
import { access } from 'node:fs/promises'
import { setPriority } from 'node:os'
import path from 'node:path'
import { moduleFile } from './installation.ts'

/**
 * Every program that the agent ever starts, with its arguments. No shell, no search along PATH, an environment that
 * holds what the entry names and nothing else.
 */

/** A child of our own: a module below agent/, run by the Node that runs us, spoken to over IPC in JSON. */
export type WorkerEntry = {
  readonly module: string
  /** Node's own flags. */
  readonly flags: readonly string[]
  /** Environment: fixed values, and the names that may be handed on from `options.env`. */
  readonly set: Readonly<Record<string, string>>
  readonly pass: readonly string[]
  /** 0 to 19. */
  readonly nice: number
  /** Where its stderr goes. Output of programs that it starts comes from strangers, and is dropped. */
  readonly errors: 'shown' | 'dropped'
}

/** A program of the system. Values come after `args`, which end in `--` so that no value is read as an option. */
export type ProgramEntry = {
  /** Absolute paths; the first that may be started is. */
  readonly at: readonly string[]
  readonly args: readonly string[]
  readonly set: Readonly<Record<string, string>>
  readonly pass: readonly string[]
  /** Time limit, ms; then it is killed. */
  readonly within: number
  /** Bytes that it may print; past them it is killed. */
  readonly output: number
}

const SYSTEM_PATH = '/usr/bin:/bin:/usr/sbin:/sbin'
const QUIET = '--disable-warning=ExperimentalWarning'
const SESSION = ['DBUS_SESSION_BUS_ADDRESS', 'DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'XDG_RUNTIME_DIR', 'HOME']

/** Permission model: every file may be read; nothing is written, connected to, started, loaded natively or threaded. */
const READS_ONLY = ['--permission', '--allow-fs-read=*']

export const WORKERS = {
  /** systeminformation's `system` and `cpu`; starts lscpu, cat and the like, unprivileged. */
  hardware: {
    module: 'sensors/hardware-child.ts',
    flags: [QUIET, '--max-old-space-size=64'],
    set: { PATH: SYSTEM_PATH, LC_ALL: 'C' },
    pass: [],
    nice: 10,
    errors: 'dropped',
  },
  /** systeminformation's `processes`, where there is no /proc; starts ps or PowerShell, unprivileged. */
  processes: {
    module: 'sensors/processes-child.ts',
    flags: [QUIET, '--max-old-space-size=64'],
    set: { PATH: SYSTEM_PATH, LC_ALL: 'C' },
    pass: [],
    nice: 10,
    errors: 'dropped',
  },
  /** Opens the files of strangers, hashes and searches them. */
  identify: {
    module: 'identify/worker.ts',
    flags: [QUIET, ...READS_ONLY, '--max-old-space-size=96'],
    set: {},
    pass: [],
    nice: 10,
    errors: 'shown',
  },
  /** The same for what was started just now: somebody waits to be told of it. */
  'identify-now': {
    module: 'identify/worker.ts',
    flags: [QUIET, ...READS_ONLY, '--max-old-space-size=96'],
    set: {},
    pass: [],
    nice: 0,
    errors: 'shown',
  },
  /** Reads a policy, which comes from elsewhere, and ends; unprivileged. */
  policy: {
    module: 'policy-child.ts',
    flags: [QUIET, ...READS_ONLY, '--max-old-space-size=96'],
    set: {},
    pass: [],
    nice: 0,
    errors: 'shown',
  },
  /** Reads the files of `agent.d`, and ends; unprivileged. */
  settings: {
    module: 'settings/settings-child.ts',
    flags: [QUIET, ...READS_ONLY, '--max-old-space-size=96'],
    set: {},
    pass: [],
    nice: 0,
    errors: 'shown',
  },
  /** Reads one large file of a person's settings, and ends; with the rights of that person. */
  mcp: {
    module: 'sensors/mcp-child.ts',
    flags: [QUIET, ...READS_ONLY, '--max-old-space-size=96'],
    set: {},
    pass: [],
    nice: 10,
    errors: 'dropped',
  },
  /** node-notifier; starts notify-send, terminal-notifier or a toast program, in the account that is told. */
  notifier: {
    module: 'desk/notifier-child.ts',
    flags: [QUIET, '--max-old-space-size=64'],
    set: { PATH: SYSTEM_PATH },
    pass: [...SESSION, 'LANG'],
    nice: 0,
    errors: 'dropped',
  },
} as const satisfies Record<string, WorkerEntry>
export type WorkerName = keyof typeof WORKERS

export const PROGRAMS = {
  'notify-send': {
    at: ['/usr/bin/notify-send', '/usr/local/bin/notify-send', '/run/current-system/sw/bin/notify-send'],
    args: ['--app-name=Waymark', '--'],
    set: {},
    pass: SESSION,
    within: 5_000,
    output: 4_096,
  },
} as const satisfies Record<string, ProgramEntry>
export type ProgramName = keyof typeof PROGRAMS

export type Options = {
  /** Where the names of `pass` are looked up; absent: none is handed on. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** The account it runs in, without supplementary groups. Needs root. */
  readonly uid?: number
  readonly gid?: number
}

const environment = (entry: Pick<WorkerEntry, 'set' | 'pass'>, options: Options): Record<string, string> => {
  const passed = entry.pass.flatMap(name => {
    const value = options.env?.[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(passed), ...entry.set }
}

const account = (options: Options): { uid?: number; gid?: number } => ({
  ...(options.uid === undefined ? {} : { uid: options.uid }),
  ...(options.gid === undefined ? {} : { gid: options.gid }),
})

/** Starts an entry as it is; `startWorker` is for those of the list. The child ends when its IPC channel closes. */
export const startEntry = (entry: WorkerEntry, options: Options = {}): ChildProcess => {
  const child = fork(moduleFile(entry.module), [], {
    execArgv: [...entry.flags],
    env: environment(entry, options),
    cwd: path.parse(process.execPath).root,
    stdio: ['ignore', 'ignore', entry.errors === 'shown' ? 'inherit' : 'ignore', 'ipc'],
    ...account(options),
  })
  // Without a listener a child that could not be started would end us; who waits for it sees `exit` or the same error.
  child.on('error', () => {})
  giveIts(child, entry.nice)
  return child
}

/** The daemon goes before others, and a child would as well. */
const giveIts = (child: ChildProcess, nice: number): void => {
  try {
    if (child.pid !== undefined) setPriority(child.pid, nice)
  } catch {
    // It has ended already: `exit` tells.
  }
}

/** @returns the child with its IPC channel open. A failure to start arrives as its `error` event. */
export const startWorker = (name: WorkerName, options: Options = {}): ChildProcess => startEntry(WORKERS[name], options)

/**
 * Starts a child, sends it one question, waits for one message and ends it.
 * @param within time limit of the whole, ms.
 * @throws Error in words: it took too long, ended without an answer, or could not be started.
 */
export const askEntry = async (
  entry: WorkerEntry,
  question: object,
  within: number,
  options: Options = {},
): Promise<unknown> => {
  const child = startEntry(entry, options)
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const timer = setTimeout(() => reject(new Error(`took longer than ${within} ms`)), within)
  child.once('message', resolve)
  child.once('error', reject)
  child.once('exit', (code, signal) => reject(new Error(`ended without an answer (${signal ?? code})`)))
  child.send(question, error => {
    if (error !== null) reject(error)
  })
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    child.kill('SIGKILL')
  }
}

export const askWorker = (
  name: WorkerName,
  question: object,
  within: number,
  options: Options = {},
): Promise<unknown> => askEntry(WORKERS[name], question, within, options)

/** `code` is null where a limit ended it or it could not be started; `fault` then says which. */
export type Ran = { readonly code: number | null; readonly stdout: string; readonly fault: string | null }

/** Runs an entry to its end. Never throws. */
export const runEntry = async (entry: ProgramEntry, values: readonly string[], options: Options = {}): Promise<Ran> => {
  const file = await firstStartable(entry.at)
  if (file === null) return { code: null, stdout: '', fault: 'is not installed' }
  const { promise, resolve } = Promise.withResolvers<Ran>()
  const limits = { timeout: entry.within, maxBuffer: entry.output, killSignal: 'SIGKILL' as const, windowsHide: true }
  const args = [...entry.args, ...values]
  const child = execFile(
    file,
    args,
    { ...limits, env: environment(entry, options), cwd: path.parse(file).root, ...account(options) },
    (error, stdout) => {
      if (error === null) return resolve({ code: 0, stdout, fault: null })
      if (typeof error.code === 'number') return resolve({ code: error.code, stdout, fault: null })
      const fault = error.killed ? `took longer than ${entry.within} ms` : (error.code ?? `ended by ${error.signal}`)
      resolve({ code: null, stdout, fault: fault === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER' ? 'printed too much' : fault })
    },
  )
  giveIts(child, 0)
  child.stdin?.end()
  return promise
}

/** Runs a program of the list; `values` come after its fixed arguments. */
export const runProgram = (name: ProgramName, values: readonly string[], options: Options = {}): Promise<Ran> =>
  runEntry(PROGRAMS[name], values, options)

const firstStartable = async (files: readonly string[]): Promise<string | null> => {
  for (const file of files) {
    try {
      await access(file, 1)
      return file
    } catch {
      // The next place may have it.
    }
  }
  return null
}
