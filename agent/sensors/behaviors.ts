import path from 'node:path'
import type { Behavior, Platform } from '../../policies/decide/words.ts'
import type { Unsupported } from '../platform.ts'
import type { BehaviorSeen, Home, ProcessSeen } from './observation.ts'

/** Of the catalog: `PID` in the last segment of `path` stands for the pid that it carries. */
export type BehaviorPattern = { readonly of: Behavior; readonly path: string }

export type BehaviorsOptions = {
  readonly homes: readonly Home[]
  /** Those that run now: what is found is linked to one of them, or left out. */
  readonly processes: readonly ProcessSeen[]
  readonly patterns: readonly BehaviorPattern[]
}

/**
 * What running programs leave that carries their pid: a session's file, a listening socket. Only existence, owner and
 * times are looked at; nothing is opened, and no memory of a process is read. Tripwires are not looked for here.
 */
export const behaviorsOf: Record<Platform, (options: BehaviorsOptions) => Promise<BehaviorSeen[] | Unsupported>> = {
  linux: async options => (await import('./behaviors.linux.ts')).behaviorsOf(options),
  macos: async () => ({ unsupported: 'what programs leave while they run is linked to them on Linux alone so far' }),
  windows: async () => ({ unsupported: 'what programs leave while they run is linked to them on Linux alone so far' }),
}

/** Every path that is listed (ending in `/`) or opened for it, besides what the kernel makes up as it is read. */
export const behaviorPaths = ({ homes, patterns }: Omit<BehaviorsOptions, 'processes'>): string[] => {
  const sessions = patterns.filter(({ of }) => of === 'session-file')
  const folders = homes.flatMap(({ home }) =>
    sessions.map(each => `${path.join(home, path.dirname(each.path.slice(2)))}/`),
  )
  return sessions.length === 0 ? [] : [...new Set(folders), '/proc/*/root/etc/passwd']
}
