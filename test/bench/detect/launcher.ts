import { type ChildProcess, spawn } from 'node:child_process'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import koffi from 'koffi'

/**
 * A child that starts programs, so that starting one holds up nobody who waits for it to be seen. Times are those of
 * the monotonic clock, in ns, the same in every process. `posix_spawn` copies nothing of us: between the time that is
 * told and the call of `exec` lie some hundred microseconds, where a fork of Node would take milliseconds.
 */

export type Ask =
  | { readonly do: 'launch'; readonly path: string; readonly args: readonly string[] }
  | { readonly do: 'end' }
  | { readonly do: 'forkstat' }

export type Told =
  | { readonly is: 'launched'; readonly at: string }
  | { readonly is: 'ended' }
  /** forkstat's own line about this launch. */
  | { readonly is: 'forkstat'; readonly path: string; readonly at: string }
  | { readonly is: 'forkstat-failed'; readonly why: string }

const now = (): string => String(process.hrtime.bigint())
const say = (told: Told): void => void process.send?.(told)

const libc = koffi.load(null)
const posixSpawn = libc.func(
  'int posix_spawn(_Out_ int *pid, const char *path, void *actions, void *attributes, void *argv, void *env)',
)
const addOpen = libc.func(
  'int posix_spawn_file_actions_addopen(void *actions, int fd, const char *path, int flags, int mode)',
)
const initActions = libc.func('int posix_spawn_file_actions_init(void *actions)')
const waitpid = libc.func('int waitpid(int pid, _Out_ int *status, int options)')

/** Larger than the C library's own. */
const silent = Buffer.alloc(256)
initActions(silent)
for (const fd of [0, 1, 2]) addOpen(silent, fd, '/dev/null', 2, 0)

/** A list of texts as C has it; they live as long as the result does. */
const listOf = (texts: readonly string[]): { list: Buffer; kept: Buffer[] } => {
  const kept = texts.map(text => Buffer.from(`${text}\0`))
  const list = Buffer.alloc(8 * (texts.length + 1))
  for (const [i, text] of kept.entries()) list.writeBigUInt64LE(koffi.address(text), i * 8)
  return { list, kept }
}
const env = listOf(['HOME=/nonexistent'])

/** Only ever a program that `launch` has started and nobody has waited for yet. */
let running: number | null = null
let forkstat: ChildProcess | null = null
let wanted = ''

const listen = (): void => {
  forkstat = spawn('forkstat', ['-e', 'exec', '-l'], { stdio: ['ignore', 'pipe', 'ignore'] })
  forkstat.once('error', error => say({ is: 'forkstat-failed', why: String(error) }))
  if (forkstat.stdout !== null)
    createInterface(forkstat.stdout).on('line', line => {
      const at = now()
      if (wanted === '' || !line.includes(basename(wanted))) return
      say({ is: 'forkstat', path: wanted, at })
      wanted = ''
    })
}

const endRunning = (): void => {
  if (running === null) return
  process.kill(running, 'SIGKILL')
  waitpid(running, [0], 0)
  running = null
}

const launch = ({ path, args }: Extract<Ask, { do: 'launch' }>): void => {
  wanted = path
  const argv = listOf([path, ...args])
  const pid = [0]
  const at = now()
  const failed: number = posixSpawn(pid, path, silent, null, argv.list, env.list)
  running = failed === 0 && argv.kept.length > 0 && env.kept.length > 0 ? (pid[0] ?? null) : null
  say({ is: 'launched', at })
}

const hear = (ask: Ask): void => {
  if (ask.do === 'forkstat') listen()
  else if (ask.do === 'launch') launch(ask)
  else {
    endRunning()
    say({ is: 'ended' })
  }
}
process.on('message', ask => hear(ask as Ask))
process.on('disconnect', () => {
  endRunning()
  forkstat?.kill('SIGTERM')
  process.exit()
})
