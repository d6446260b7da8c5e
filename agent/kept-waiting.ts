import { lstatSync, readFileSync, readlinkSync } from 'node:fs'
import path from 'node:path'
import { platform } from './platform.ts'
import { answeredByPrograms, parseMounts, someKeepWaiting } from './sensors/mountinfo.ts'

/**
 * Filesystems that answer when a program or a server pleases: whoever asks one of them waits for as long as it likes,
 * and four that wait are all the threads that a process has for files.
 */
type Mounted = { readonly noneWaits: boolean; readonly places: ReadonlySet<string>; readonly until: number }

/** ms; what is mounted meanwhile is not known yet. */
const HOLDS = 100
const MOST_LINKS = 40

let mounted: Mounted = { noneWaits: false, places: new Set(), until: -1 }

const whatIsMounted = (): Mounted => {
  const now = performance.now()
  if (now >= mounted.until) mounted = { ...look(), until: now + HOLDS }
  return mounted
}

const look = (): Omit<Mounted, 'until'> => {
  if (platform !== 'linux') return { noneWaits: false, places: new Set() }
  try {
    const mounts = parseMounts(readFileSync('/proc/self/mountinfo', 'utf8'))
    const uid = process.geteuid?.() ?? 0
    return { noneWaits: !someKeepWaiting(mounts, uid), places: new Set(answeredByPrograms(mounts, uid)) }
  } catch {
    return { noneWaits: false, places: new Set() }
  }
}

/** Whether nothing on this machine can keep us waiting, wherever a link leads by now. */
export const noneKeepsWaiting = (): boolean => whatIsMounted().noneWaits

export const WAITING = 'lies on a filesystem that a program answers for'

/**
 * Whether a path leads to or through a filesystem for whose answers a program of somebody's stands: such a one is not
 * touched. Servers (NFS, CIFS) are: homes lie there. Each folder on the way is asked only when those above it are known
 * not to be one, so this never waits for such a program itself.
 */
export const keepsWaiting = (file: string): boolean => {
  const { places } = whatIsMounted()
  return places.size > 0 && isOnTheWay(places, path.resolve(file), MOST_LINKS)
}

const isOnTheWay = (places: ReadonlySet<string>, file: string, links: number): boolean => {
  let at = ''
  for (const part of file.split('/').slice(1)) {
    const next = `${at}/${part}`
    if (places.has(next)) return true
    const target = targetOf(next)
    if (target === null) return false
    if (target !== '')
      return links > 0 && isOnTheWay(places, path.resolve(`${at}/`, target, path.relative(next, file)), links - 1)
    at = next
  }
  return false
}

/** @returns `''` for what is no link, null for what is not there. */
const targetOf = (file: string): string | null => {
  try {
    return lstatSync(file).isSymbolicLink() ? readlinkSync(file) : ''
  } catch {
    return null
  }
}
