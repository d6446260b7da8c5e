import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { type FileKey, filesystemOf, handleIn, MASK } from './fanotify-events.ts'
import { filesystemsToMark, type Mount, parseMounts } from './mountinfo.ts'
import type { NotSeen } from './observation.ts'
import { fanotifyMark, filesystemId, handleOf, openByHandle } from './system-calls.linux.ts'

export type MarkedFilesystems = {
  /** Reads what is mounted now and marks what is not marked yet. */
  readonly refresh: () => void
  /** Why nothing is to be had of the filesystem that holds `/`; null where it is marked and its files can be named. */
  readonly withoutRoot: () => string | null
  readonly lacks: () => readonly NotSeen[]
  /**
   * Opens a file or folder without reading it, for as long as `use` takes.
   * @returns null where it is gone, or not to be reached.
   */
  readonly opened: <T>(key: FileKey, use: (fd: number) => T) => T | null
  readonly close: () => void
}

const EVERYTHING =
  MASK.OPEN_EXEC | MASK.CREATE | MASK.MOVED_FROM | MASK.MOVED_TO | MASK.CLOSE_WRITE | MASK.DELETE | MASK.FOLDER

/** What is no folder (one file may be mounted over another) is no place to enter a filesystem by. */
const ENTER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NONBLOCK

const REASONS: Readonly<Record<string, string>> = {
  EPERM: 'marking them needs CAP_SYS_ADMIN',
  ENODEV: 'this system gives them no number of their own',
  EXDEV: 'this one is part of another',
  EOPNOTSUPP: 'its files cannot be named in events',
  ENOSPC: 'the limit of marks is reached (fs.fanotify.max_user_marks)',
}

/** @param device what mountinfo says; filesystems with volumes of their own (btrfs) tell another to `stat`. */
const shows = (fd: number, { device, type }: Mount): boolean => {
  if (type === 'btrfs' || type === 'bcachefs') return true
  const { dev } = fstatSync(fd)
  // As the C library takes a device number apart.
  const major = ((dev >>> 8) & 0xfff) | (Math.floor(dev / 2 ** 32) & 0xfffff000)
  const minor = (dev & 0xff) | ((dev >>> 12) & 0xffffff00)
  return device === `${major}:${minor}`
}

/** Marks every local filesystem in one group. */
export const markFilesystems = (group: number): MarkedFilesystems => {
  /** Where each can be entered, by its id in events. Held open for `/` alone: an open descriptor forbids unmounting. */
  let places = new Map<string, string>()
  const root = openSync('/', ENTER)
  let withoutRoot: string | null = null
  let lacks: NotSeen[] = []

  const mark = (mount: Mount): { id: string } | { why: string } => {
    let fd: number | null = null
    try {
      fd = openSync(mount.at, ENTER)
      // Where another is mounted over it, nobody can enter it here either.
      if (!shows(fd, mount)) return { why: '' }
      const place = `/proc/self/fd/${fd}`
      const failed = fanotifyMark(group, 'add filesystem', EVERYTHING, place)
      if (failed !== null) return { why: REASONS[failed.errno] ?? failed.errno }
      const id = filesystemId(place)
      return 'errno' in id ? { why: id.errno } : { id: id.toString('latin1') }
    } catch (error) {
      return { why: error instanceof Error && 'code' in error ? String(error.code) : 'it could not be entered' }
    } finally {
      if (fd !== null) closeSync(fd)
    }
  }

  const unnamed = (): string | null => {
    const handle = handleOf('/')
    if ('errno' in handle) return REASONS[handle.errno] ?? handle.errno
    const found = openByHandle(root, handle)
    if (typeof found !== 'number')
      return found.errno === 'EPERM' ? 'naming them needs CAP_DAC_READ_SEARCH' : found.errno
    closeSync(found)
    return null
  }

  const refresh = (): void => {
    const { filesystems, blind } = filesystemsToMark(parseMounts(readFileSync('/proc/self/mountinfo', 'utf8')))
    const found = new Map<string, string>()
    const notSeen = blind.map(type => ({
      what: `launches and changes on filesystems of the kind ${type}`,
      why: 'its kernel does not tell of them',
    }))
    withoutRoot = 'its kind of filesystem does not tell of launches and changes'
    for (const mounts of filesystems) {
      let why = ''
      for (const mount of mounts) {
        const marked = mark(mount)
        if (mount.at === '/') withoutRoot = 'why' in marked ? marked.why : unnamed()
        if ('why' in marked) {
          why ||= marked.why
          continue
        }
        found.set(marked.id, mount.at)
        why = ''
        break
      }
      if (why !== '') notSeen.push({ what: `launches and changes on ${mounts[0].at} (${mounts[0].type})`, why })
    }
    places = found
    lacks = notSeen
  }

  const opened: MarkedFilesystems['opened'] = (key, use) => {
    const place = places.get(filesystemOf(key))
    if (place === undefined) return null
    let mount: number | null = null
    let fd: number | null = null
    try {
      mount = place === '/' ? root : openSync(place, ENTER)
      const found = openByHandle(mount, handleIn(key))
      if (typeof found !== 'number') return null
      fd = found
      return use(fd)
    } catch {
      return null
    } finally {
      if (fd !== null) closeSync(fd)
      if (mount !== null && mount !== root) closeSync(mount)
    }
  }
  return { refresh, withoutRoot: () => withoutRoot, lacks: () => lacks, opened, close: () => closeSync(root) }
}
