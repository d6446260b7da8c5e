import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'

/**
 * A child that starts programs, so that starting one holds up nobody who waits for it to be seen. Times are those of
 * the monotonic clock, in ns, the same in every process.
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

let child: ChildProcess | null = null
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

const hear = async (ask: Ask): Promise<void> => {
  if (ask.do === 'forkstat') return listen()
  if (ask.do === 'launch') {
    wanted = ask.path
    const at = now()
    child = spawn(ask.path, [...ask.args], { stdio: 'ignore', env: { HOME: '/nonexistent' } })
    child.on('error', () => {})
    return say({ is: 'launched', at })
  }
  if (child !== null && child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  say({ is: 'ended' })
}

process.on('message', ask => void hear(ask as Ask))
process.on('disconnect', () => {
  child?.kill('SIGKILL')
  forkstat?.kill('SIGTERM')
  process.exit()
})
