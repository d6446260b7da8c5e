import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

export type Start = {
  readonly home: string
  readonly argv0?: string
  readonly cwd?: string
  readonly stdin?: number
  readonly env?: Readonly<Record<string, string>>
}

/** Programs that were started and stopped at once, so that they can be looked at for as long as it takes. */
export type Freezer = {
  /**
   * Starts `file` and stops what then runs `program`, itself or something below it.
   * @param program the file that runs, by device and inode.
   * @returns its pid. @throws Error where it had ended before it could be stopped.
   */
  readonly start: (file: string, args: readonly string[], program: string, start: Start) => Promise<number>
  /** Ends all of them. */
  readonly end: () => Promise<void>
}

const childrenOf = (pid: number): number[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}
const withAllBelow = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap(withAllBelow)]

const maps = (pid: number, inode: number): boolean => {
  try {
    const lines = readFileSync(`/proc/${pid}/maps`, 'latin1').split('\n')
    return lines.some(line => / r.x/.test(line) && line.split(/\s+/)[4] === String(inode))
  } catch {
    return false
  }
}

const TRIES = 5
const WITHIN = 60_000

export const openFreezer = (): Freezer => {
  const started: ChildProcess[] = []
  const tryOnce = async (file: string, args: readonly string[], program: string, start: Start) => {
    const child = spawn(file, args, {
      cwd: start.cwd ?? start.home,
      env: { PATH: process.env.PATH ?? '', HOME: start.home, TMPDIR: '/tmp', ...start.env },
      stdio: [start.stdin ?? 'ignore', 'ignore', 'ignore'],
      ...(start.argv0 === undefined ? {} : { argv0: start.argv0 }),
    })
    started.push(child)
    const { ino } = statSync(program)
    for (const end = performance.now() + WITHIN; performance.now() < end && child.exitCode === null; ) {
      for (const pid of withAllBelow(child.pid ?? 0))
        if (maps(pid, ino)) {
          process.kill(pid, 'SIGSTOP')
          // It may have ended between the two.
          if (maps(pid, ino)) return pid
        }
      await sleep(1)
    }
    return null
  }
  return {
    start: async (file, args, program, start) => {
      for (let tries = 0; tries < TRIES; tries++) {
        const pid = await tryOnce(file, args, program, start)
        if (pid !== null) return pid
      }
      throw new Error(`${file} ended before it could be stopped`)
    },
    end: async () => {
      for (const child of started.splice(0)) {
        if (child.pid === undefined || child.exitCode !== null) continue
        for (const pid of withAllBelow(child.pid).reverse()) {
          try {
            process.kill(pid, 'SIGKILL')
          } catch {
            // It went in between.
          }
        }
      }
    },
  }
}
