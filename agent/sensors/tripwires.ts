import { lstat, mkdir, rmdir } from 'node:fs/promises'
import path from 'node:path'
import { faultOf } from '../open-file.ts'
import type { KernelEvents } from './kernel-events.ts'
import type { BehaviorSeen, NotSeen, ProcessSeen } from './observation.ts'

/** Empty folders that assistants look into when they start: laid out by an admin's setting, and who opens them is told. */
export type Tripwires = {
  /** Those that are watched now. */
  readonly laid: readonly string[]
  readonly notSeen: readonly NotSeen[]
  /** @returns which of these processes have opened one since it was laid out. A search or a backup does so too. */
  readonly openedBy: (processes: readonly ProcessSeen[]) => BehaviorSeen[]
  /** Watches them no longer, and removes what was made for it, where that is still empty. */
  readonly lift: () => Promise<void>
}

export type TripwiresOptions = {
  /** Absolute, as the catalog writes them. */
  readonly folders: readonly string[]
  readonly onOpened: KernelEvents['onOpened']
  /** A process has opened its first: told once for each. */
  readonly sprung: () => void
  /** This process, which looks into them itself. */
  readonly own: number
  /** A folder was made: told at once, so that whoever comes after an end by force can take it away. */
  readonly made: (folder: string) => Promise<void>
}

/** Pids that are remembered at most; a search that starts a process for each file is soon forgotten. */
const MOST = 4_096

export const layTripwires = async ({
  folders,
  onOpened,
  sprung,
  own,
  ...told
}: TripwiresOptions): Promise<Tripwires> => {
  const [laid, notSeen, made]: [string[], NotSeen[], string[]] = [[], [], []]
  const unwatch: (() => void)[] = []
  const openers = new Map<number, Set<string>>()
  const opened = (folder: string, pid: number): void => {
    if (pid === own) return
    const known = openers.get(pid)
    if (known?.has(folder)) return
    if (openers.size >= MOST) openers.clear()
    openers.set(pid, new Set([...(known ?? []), folder]))
    if (known === undefined) sprung()
  }
  for (const folder of folders) {
    try {
      for (const missing of await missingOf(folder)) {
        await mkdir(missing, { mode: 0o755 })
        made.push(missing)
        await told.made(missing)
      }
      unwatch.push(onOpened(folder, pid => opened(folder, pid)))
      laid.push(folder)
    } catch (error) {
      const why = error instanceof Error && !('code' in error) ? error.message : faultOf(error).fault
      notSeen.push({ what: `the tripwire ${folder}`, why })
    }
  }
  return {
    laid,
    notSeen,
    openedBy: processes => {
      const running = new Set(processes.map(({ pid }) => pid))
      for (const pid of openers.keys()) if (!running.has(pid)) openers.delete(pid)
      return processes.flatMap(process =>
        [...(openers.get(process.pid) ?? [])].map((folder): BehaviorSeen => {
          const { account } = process
          return { kind: 'behavior', of: 'tripwire', account, path: folder, pattern: folder, process }
        }),
      )
    },
    lift: async () => {
      for (const stop of unwatch) stop()
      // The innermost first; what somebody has put something into stays.
      for (const folder of made.toReversed()) await rmdir(folder).catch(() => {})
    },
  }
}

/** @returns the folders on the way that are not there, the outermost first. @throws Error where something else is. */
const missingOf = async (folder: string): Promise<string[]> => {
  const missing: string[] = []
  for (let at = folder; at !== path.dirname(at); at = path.dirname(at)) {
    const found = await lstat(at).catch((error: unknown) => {
      if (faultOf(error).absent) return null
      throw error
    })
    if (found === null) {
      missing.unshift(at)
      continue
    }
    // A link would let its owner say which folder is watched.
    if (at === folder && !found.isDirectory()) throw new Error('is there, and no folder')
    break
  }
  return missing
}
