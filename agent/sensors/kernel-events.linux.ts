import { closeSync, fstatSync, openSync } from 'node:fs'
import type { Unsupported } from '../platform.ts'
import { readEagerly, type Source } from './eager-reading.ts'
import { eachFileEvent, type FileEvent, type FileKey, MASK } from './fanotify-events.ts'
import { folderPaths } from './folder-paths.linux.ts'
import type { KernelEvents, LaunchNews, ProgramFile } from './kernel-events.ts'
import { guessedLaunches, joinedLaunches } from './launches.ts'
import { markFilesystems } from './marked-filesystems.linux.ts'
import { listenToProcesses } from './proc-connector.linux.ts'
import { runAtOnce } from './run-at-once.linux.ts'
import { fanotifyGroup, fanotifyMark, type Listening, onReadable, readNow, urgentOf } from './system-calls.linux.ts'
import { keyOfFolder, type WatchedFiles, watchedFiles } from './watched-files.linux.ts'

/** Some hundred events a read. What was once filled stays taken, and the kernel holds back 16,384 events by itself. */
const BUFFER_BYTES = 64 * 1024
/** Program files of which is kept what they are. */
const MOST_PROGRAMS = 4_096
/** Mounts that come one after another are marked at most so often, ms. */
const MOUNTS_EVERY = 100

const NOBODY: LaunchNews = { launched: () => {}, exited: () => {}, lost: () => {} }

const REASONS: Readonly<Record<string, string>> = {
  EPERM: 'reading kernel events needs CAP_SYS_ADMIN',
  ENOSYS: 'this kernel has no fanotify',
  EINVAL: 'this kernel is older than Linux 5.9',
  EMFILE: 'the limit of fanotify groups is reached (fs.fanotify.max_user_groups)',
}

export const open = async (): Promise<KernelEvents | Unsupported> => {
  const group = fanotifyGroup()
  if (typeof group !== 'number') return { unsupported: REASONS[group.errno] ?? `fanotify: ${group.errno}` }
  const filesystems = markFilesystems(group)
  filesystems.refresh()
  const without = filesystems.withoutRoot()
  if (without !== null) {
    filesystems.close()
    closeSync(group)
    return { unsupported: `no launches and changes of files on /: ${without}` }
  }
  await runAtOnce()
  const folders = folderPaths(filesystems)
  const programs = new Map<FileKey, ProgramFile & { readonly folder: FileKey }>()
  const watched = new Set<WatchedFiles>()
  const tripped = new Map<FileKey, Set<(pid: number) => void>>()
  const counts = { files: 0, launches: 0, overflows: 0 }
  let news = NOBODY
  const toNews: LaunchNews = {
    launched: (pid, files, sure) => news.launched(pid, files, sure),
    exited: pid => news.exited(pid),
    lost: () => news.lost(),
  }

  const programOf = ({ name, file }: FileEvent, folder: FileKey): ProgramFile => {
    const before = file === null ? undefined : programs.get(file)
    if (before?.name === name && before.folder === folder) return before
    const program = {
      name,
      folder,
      bytes: (file === null ? null : filesystems.opened(file, fd => fstatSync(fd).size)) ?? Infinity,
      path: () => {
        const place = folders.pathOf(folder)
        return place === null ? null : `${place === '/' ? '' : place}/${name}`
      },
    }
    if (programs.size >= MOST_PROGRAMS) programs.clear()
    if (file !== null) programs.set(file, program)
    return program
  }
  const lost = (): void => {
    counts.overflows++
    folders.forget()
    launches.lost()
    for (const one of watched) one.lost()
  }
  // What a listener throws must not end the reading: a descriptor that is left unread would call us for ever.
  let fault: string | null = null
  const safely =
    <T extends readonly unknown[]>(tell: (...of: T) => void) =>
    (...of: T): void => {
      try {
        tell(...of)
      } catch (error) {
        fault = error instanceof Error ? error.message : String(error)
      }
    }
  const told = safely((event: FileEvent): void => {
    counts.files++
    if ((event.mask & MASK.OVERFLOW) !== 0) lost()
    else if (event.folder !== null) happened(event, event.folder)
  })
  const happened = (event: FileEvent, folder: FileKey): void => {
    const { mask, pid, file } = event
    if ((mask & MASK.OPEN) !== 0 && pid !== process.pid) for (const opened of tripped.get(folder) ?? []) opened(pid)
    if ((mask & MASK.OPEN_EXEC) !== 0 && pid > 0) launches.opened(pid, programOf(event, folder))
    if ((mask & ~(MASK.OPEN | MASK.OPEN_EXEC | MASK.FOLDER)) === 0) return
    if (file !== null) programs.delete(file)
    if ((mask & MASK.FOLDER) !== 0 && (mask & (MASK.MOVED_FROM | MASK.MOVED_TO)) !== 0)
      folders.moved(folder, event.name)
    for (const one of watched) one.event(event, folder)
  }
  const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES)
  const drain = (): number => {
    const before = counts.files
    for (;;) {
      const length = readNow(group, buffer)
      if (typeof length !== 'number' || length === 0) return counts.files - before
      eachFileEvent(buffer, length, told)
      launches.drained()
    }
  }

  const connector = listenToProcesses({
    reading: drain,
    executed: safely((pid: number) => {
      counts.launches++
      launches.executed(pid)
    }),
    exited: safely((pid: number) => launches.exited(pid)),
    lost: safely(lost),
  })
  const launches = 'why' in connector ? guessedLaunches(toNews) : joinedLaunches(toNews)
  const polls: Listening[] = []
  const source = (fd: number, read: () => number): Source => ({
    read,
    listen: readable => {
      const listening = onReadable(fd, readable)
      polls.push(listening)
      return listening
    },
  })
  const sources = [source(group, drain), ...('why' in connector ? [] : [source(connector.fd, connector.read)])]
  const stopReading = readEagerly(sources, () => performance.now())
  const stopMounts = onMounts(filesystems.refresh)

  return {
    onLaunches: listener => {
      news = listener
      return () => {
        if (news === listener) news = NOBODY
      }
    },
    onFiles: (patterns, homes, changed) => {
      const one = watchedFiles(patterns, homes, folders, changed)
      watched.add(one)
      return () => watched.delete(one)
    },
    onOpened: (folder, opened) => {
      const key = keyOfFolder(folder)
      const failed = key === null ? { errno: 'ENOENT' } : fanotifyMark(group, 'add folder', TRIPPED, folder)
      if (key === null || failed !== null) throw new Error(`${folder} cannot be watched: ${failed?.errno}`)
      const listeners = tripped.get(key) ?? new Set()
      tripped.set(key, listeners.add(opened))
      return () => {
        listeners.delete(opened)
        if (listeners.size === 0 && tripped.delete(key)) fanotifyMark(group, 'remove folder', TRIPPED, folder)
      }
    },
    surely: !('why' in connector),
    lacks: () => [
      ...filesystems.lacks(),
      ...('why' in connector ? [{ what: WITHOUT_CONNECTOR, why: connector.why }] : []),
      ...(fault === null ? [] : [{ what: 'some kernel events', why: `they could not be acted on: ${fault}` }]),
    ],
    counts: () => ({ ...counts }),
    close: () => {
      stopReading()
      stopMounts()
      for (const poll of polls) poll.close()
      if (!('why' in connector)) connector.close()
      filesystems.close()
      closeSync(group)
    },
  }
}

const TRIPPED = MASK.OPEN | MASK.FOLDER

const WITHOUT_CONNECTOR = 'programs that run from memory alone, and the moment at which a program ends'

/** Calls `changed` when something is mounted or unmounted. */
const onMounts = (changed: () => void): (() => void) => {
  const fd = openSync('/proc/self/mountinfo', 'r')
  const urgent = urgentOf(fd)
  let resting: NodeJS.Timeout | null = null
  let again = false
  const change = (): void => {
    again = resting !== null
    if (again) return
    changed()
    resting = setTimeout(() => {
      resting = null
      if (again) change()
    }, MOUNTS_EVERY)
  }
  const listening = typeof urgent === 'number' ? onReadable(urgent, change) : null
  // What is mounted before the event loop turns for the first time would be told to nobody.
  const first = setImmediate(change)
  return () => {
    clearImmediate(first)
    listening?.close()
    if (resting !== null) clearTimeout(resting)
    if (typeof urgent === 'number') closeSync(urgent)
    closeSync(fd)
  }
}
