import { readlinkSync } from 'node:fs'
import type { FileKey } from './fanotify-events.ts'
import type { MarkedFilesystems } from './marked-filesystems.linux.ts'

export type FolderPaths = {
  /** @returns the path as seen from here; null where the folder is gone or lies nowhere here. */
  readonly pathOf: (folder: FileKey) => string | null
  /** A folder of this name in `parent` was moved: what was known of it and all below is forgotten. */
  readonly moved: (parent: FileKey, name: string) => void
  readonly forget: () => void
}

/** Folders whose paths are kept: the oldest is forgotten for the next. */
const MOST = 4_096

const GONE = ' (deleted)'

export const folderPaths = ({ opened }: Pick<MarkedFilesystems, 'opened'>): FolderPaths => {
  const known = new Map<FileKey, string>()
  const pathOf: FolderPaths['pathOf'] = folder => {
    const before = known.get(folder)
    if (before !== undefined) return before
    const path = opened(folder, fd => readlinkSync(`/proc/self/fd/${fd}`))
    if (path === null || !path.startsWith('/') || path.endsWith(GONE)) return null
    if (known.size >= MOST) known.delete(known.keys().next().value ?? '')
    known.set(folder, path)
    return path
  }
  return {
    pathOf,
    moved: (parent, name) => {
      // Where it was cannot be told if its parent's path is not known; nothing then is.
      const above = known.get(parent)
      if (above === undefined) known.clear()
      const was = `${above === '/' ? '' : above}/${name}`
      for (const [folder, path] of known) if (path === was || path.startsWith(`${was}/`)) known.delete(folder)
    },
    forget: () => known.clear(),
  }
}
