import { statSync } from 'node:fs'
import path from 'node:path'
import { keepsWaiting } from '../kept-waiting.ts'
import { type FileEvent, type FileKey, keyOf, MASK } from './fanotify-events.ts'
import { compilePatterns, type FolderPatterns } from './file-patterns.ts'
import type { FolderPaths } from './folder-paths.linux.ts'
import type { Home } from './observation.ts'
import { filesystemId, handleOf } from './system-calls.linux.ts'

export type WatchedFiles = {
  readonly event: (event: FileEvent, folder: FileKey) => void
  /** Anything may have changed. */
  readonly lost: () => void
}

/** Folders of which is kept what the patterns say. */
const MOST = 4_096

const MOVED = MASK.MOVED_FROM | MASK.MOVED_TO
const CAME_OR_WENT = MOVED | MASK.CREATE | MASK.DELETE

/** @returns what names a folder in events; null where there is none, or no filesystem that can. */
export const keyOfFolder = (folder: string): FileKey | null => {
  const [filesystem, handle] = [filesystemId(folder), handleOf(folder)]
  return 'errno' in filesystem || 'errno' in handle ? null : keyOf(filesystem, handle)
}

/** Tells `changed` of the events that the patterns are about. */
export const watchedFiles = (
  patterns: readonly string[],
  homes: readonly Home[],
  folders: Pick<FolderPaths, 'pathOf'>,
  changed: (path: string) => void,
): WatchedFiles => {
  const { names, within } = compilePatterns(asEventsSay(patterns, homes, folders))
  const known = new Map<string, FolderPatterns>()
  const patternsIn = (folder: string): FolderPatterns => {
    const before = known.get(folder)
    if (before !== undefined) return before
    if (known.size >= MOST) known.clear()
    const found = within(folder)
    known.set(folder, found)
    return found
  }
  return {
    event: ({ mask, name }, folder) => {
      const place = folders.pathOf(folder)
      if (place === null) return
      const { everyName, matches } = patternsIn(place)
      if (!everyName && !names.has(name)) return
      // A folder that is made is empty yet; a file that comes or goes may be a link to a full one.
      const whole = (mask & (mask & MASK.FOLDER ? MOVED : CAME_OR_WENT)) !== 0
      if (matches(name, whole)) changed(place === '/' ? `/${name}` : `${place}/${name}`)
    },
    lost: () => {
      for (const { home } of homes) changed(home)
      changed('/')
    },
  }
}

/**
 * Events name a folder as the first mount of its filesystem shows it, whatever links and other mounts lead there. So
 * each pattern is put in those terms: its home's, and those of the deepest folder on its way that is there now.
 */
const asEventsSay = (
  patterns: readonly string[],
  homes: readonly Home[],
  folders: Pick<FolderPaths, 'pathOf'>,
): string[] => {
  const known = new Map<string, string | null>()
  const seenAs = (folder: string): string | null => {
    const before = known.get(folder)
    if (before !== undefined) return before
    const key = isFolder(folder) ? keyOfFolder(folder) : null
    const seen = key === null ? null : folders.pathOf(key)
    known.set(folder, seen)
    return seen
  }
  const within = (base: string, pattern: string): string[] => {
    const literal = pattern.split('*', 1)[0] ?? ''
    const found = new Set([pattern])
    const put = (folder: string): boolean => {
      const seen = seenAs(folder)
      if (seen !== null) found.add(path.join(seen, path.relative(folder, pattern)))
      return seen !== null
    }
    put(base)
    for (let at = path.dirname(`${literal}x`); at.length > base.length; at = path.dirname(at)) if (put(at)) break
    return [...found]
  }
  return patterns.flatMap(pattern =>
    pattern.startsWith('~/')
      ? homes.flatMap(({ home }) => within(home, path.join(home, pattern.slice(2))))
      : within('/', pattern),
  )
}

const isFolder = (folder: string): boolean => {
  if (keepsWaiting(folder)) return false
  try {
    return statSync(folder).isDirectory()
  } catch {
    return false
  }
}
