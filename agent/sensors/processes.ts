import type { Platform } from '../../policies/decide/words.ts'
import type { Unsupported } from '../platform.ts'
import type { KernelEvents } from './kernel-events.ts'
import type { NotSeen, ProcessSeen } from './observation.ts'

export type ProcessNews = {
  /** It runs since the last walk; or it runs another program or script than it did. */
  readonly started: (process: ProcessSeen) => void
  readonly ended: (process: { readonly pid: number; readonly started: number }) => void
}

export type ProcessSensor = {
  /** What runs now. */
  readonly snapshot: () => Promise<{ readonly seen: ProcessSeen[]; readonly notSeen: NotSeen[] }>
  /**
   * Tells what started and ended since this sensor's last look: all that runs where it had none yet. The result
   * stops it. One watcher at a time.
   */
  readonly watch: (news: ProcessNews) => Promise<() => Promise<void>>
}

export type ProcessOptions = {
  /** Time between two walks, ms: 1 s, or 60 s with kernel events. Without these, what lives for less may not be seen. */
  readonly every?: number
  /** Where they are to be had, a launch is told at once. */
  readonly kernel?: KernelEvents | null
  /**
   * With kernel events: whether a program file is worth a look at the process that runs it. All are, unless said
   * otherwise; interpreters always are.
   */
  readonly interesting?: (file: { readonly name: string; readonly bytes: number }) => boolean
}

export const processSensor: Record<Platform, (options?: ProcessOptions) => Promise<ProcessSensor | Unsupported>> = {
  linux: async options => (await import('./processes.linux.ts')).open(options),
  macos: async options => (await import('./processes.macos.ts')).open(options),
  windows: async options => (await import('./processes.windows.ts')).open(options),
}
