import type { Platform } from '../../policies/decide/words.ts'
import type { Unsupported } from '../platform.ts'
import type { Home, NotSeen } from './observation.ts'

/** A program file, as the kernel names it when it is opened to be run. */
export type ProgramFile = {
  /** Last part of the path it was opened by. */
  readonly name: string
  /** Infinity where it cannot be told any more. */
  readonly bytes: number
  /** Where it lies, as seen from here; null where that cannot be told any more. */
  readonly path: () => string | null
}

export type LaunchNews = {
  /**
   * A process runs another program: its arguments are whole, and it may have ended since.
   * @param files what was opened for it, in order: a script, then its interpreter. None where no marked filesystem
   * holds it (a memfd, a mount of its own). Loaders of shared libraries are left out unless nothing else was opened.
   * @param sure whether it is known to run by now; otherwise it is about to.
   */
  readonly launched: (pid: number, files: readonly ProgramFile[], sure: boolean) => void
  readonly exited: (pid: number) => void
  /** Events were lost: only a walk can tell what happened meanwhile. */
  readonly lost: () => void
}

export type EventCounts = {
  /** Events read since the beginning. */
  readonly files: number
  readonly launches: number
  /** How often the kernel said that it had dropped events; each is followed by a whole look. */
  readonly overflows: number
}

/** What the kernel tells by itself, at once, of every process and every file of this machine. It only observes. */
export type KernelEvents = {
  /** One listener at a time. The result stops it. */
  readonly onLaunches: (news: LaunchNews) => () => void
  /**
   * Tells what is made, moved, written or removed where a pattern says.
   * @param patterns the catalog's grammar: `~/…` once a home, or absolute; `*` for one segment, a final `/**`.
   * @param changed with the path; with a home, or `/`, where events were lost and anything may have changed.
   */
  readonly onFiles: (patterns: readonly string[], homes: readonly Home[], changed: (path: string) => void) => () => void
  /**
   * Tells who opens this folder. Nobody is held up.
   * @throws Error where the folder is not there or cannot be marked.
   */
  readonly onOpened: (folder: string, opened: (pid: number) => void) => () => void
  /** Whether ends of processes are told, and launches when they have happened rather than when they are about to. */
  readonly surely: boolean
  /** What is not seen, and why: filesystems that cannot be marked, a source that is not to be had. */
  readonly lacks: () => readonly NotSeen[]
  readonly counts: () => EventCounts
  readonly close: () => void
}

export const kernelEvents: Record<Platform, () => Promise<KernelEvents | Unsupported>> = {
  linux: async () => (await import('./kernel-events.linux.ts')).open(),
  macos: async () => ({ unsupported: 'kernel events are not read on macOS' }),
  windows: async () => ({ unsupported: 'kernel events are not read on Windows' }),
}
