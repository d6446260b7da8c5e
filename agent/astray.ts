import { type BigIntStats, lstatSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { posix, resolve } from 'node:path'
import { platform } from './platform.ts'

/**
 * Root may read everything, so a path that an account has laid out could lead root where that account may not go: by a
 * link, a folder exchanged meanwhile, a second name. What is opened is therefore read only if it lies at its very path,
 * or if the account that could have changed where the path leads may read it itself. Asked of what is open already, so
 * nothing can be exchanged any more. Where we are not root, the system asks for us.
 */

/** Who could have laid out a path. `groups`: those it is known to be in. */
export type Account = { readonly uid: number; readonly groups: ReadonlySet<number> }

export const ASTRAY = 'leads to what its account may not read'

type Found = Pick<BigIntStats, 'uid' | 'gid' | 'mode' | 'dev' | 'ino' | 'nlink'>
/** Asks what bears a name, a link as such, and hears null where nothing does. Paths are bytes, as Latin-1. */
type Asking<T> = Generator<string, T, Found | null>

/** Anybody at all: may read what everybody may. */
const ANYBODY: Account = { uid: -1, groups: new Set() }
const FORMAT = 0o170000
const FOLDER = 0o040000
const LINK = 0o120000
const STICKY = 0o1000
const READ = 4
const ENTER = 1
/** As many as the kernel follows. */
const MOST_LINKS = 40

const bytesOf = (path: string): Buffer => Buffer.from(path, 'latin1')
const latin = (path: string | Buffer): string =>
  typeof path === 'string' ? Buffer.from(resolve(path)).toString('latin1') : path.toString('latin1')

/** Whether the rule is needed at all. */
const isRoot = (): boolean => process.geteuid?.() === 0

/** @param stat of the open file or folder. @returns whether it must not be read for whoever laid out `path`. */
export const isAstrayNow = (path: string | Buffer, fd: number, stat: Found): boolean => {
  if (!isRoot()) return false
  const [wanted, real] = [latin(path), realPathOf(path, fd)]
  return !liesAt(wanted, real, stat) && atOnce(leadsAstray(wanted, real, stat))
}

/** As `isAstrayNow`, with turns for others: the folders of the path may lie where a server answers. */
export const isAstray = async (path: string | Buffer, fd: number, stat: Found): Promise<boolean> => {
  if (!isRoot()) return false
  const [wanted, real] = [latin(path), realPathOf(path, fd)]
  return !liesAt(wanted, real, stat) && inTurns(leadsAstray(wanted, real, stat))
}

/** Whether links lead from `path` to what is found at `real` and its account may not read. */
export const leadsElsewhere = async (path: string, real: string): Promise<boolean> => {
  if (!isRoot() || real === path) return false
  const found = await lstat(real, { bigint: true }).catch(() => null)
  return found !== null && inTurns(leadsAstray(latin(path), latin(real), found))
}

/** Whether the account of a process may read what lies at `real`. True where that process has gone. */
export const mayProcessRead = (pid: number, real: string): boolean => {
  if (!isRoot()) return true
  const account = accountOfProcess(pid)
  const found = account === null ? null : lookAt(real)
  return account === null || found === null || account.uid === 0 || atOnce(mayRead(account, latin(real), found, ['']))
}

const atOnce = <T>(asking: Asking<T>): T => {
  for (let step = asking.next(); ; ) {
    if (step.done === true) return step.value
    step = asking.next(lookAt(bytesOf(step.value)))
  }
}

const inTurns = async <T>(asking: Asking<T>): Promise<T> => {
  for (let step = asking.next(); ; ) {
    if (step.done === true) return step.value
    step = asking.next(await lstat(bytesOf(step.value), { bigint: true }).catch(() => null))
  }
}

const lookAt = (path: string | Buffer): Found | null => {
  try {
    return lstatSync(path, { bigint: true })
  } catch {
    return null
  }
}

/** Where the kernel says that an open file lies. */
const realPathOf = (path: string | Buffer, fd: number): string => {
  try {
    if (platform === 'linux') return readlinkSync(`/proc/self/fd/${fd}`, 'buffer').toString('latin1')
    return latin(realpathSync.native(path, 'buffer'))
  } catch {
    return ''
  }
}

/** The program of a process: the kernel started it, whoever may read it. */
const PROGRAM = /^\/proc\/(?:self|\d+)\/exe$/

/** No link was followed, and the file has no other name: nobody has led us anywhere. */
const liesAt = (wanted: string, real: string, { nlink, mode, dev, ino }: Found): boolean => {
  if (PROGRAM.test(wanted)) return true
  if (real !== wanted || (nlink > 1n && (Number(mode) & FORMAT) !== FOLDER)) return false
  if (platform === 'linux') return true
  const there = lookAt(bytesOf(real))
  return there?.dev === dev && there.ino === ino
}

function* leadsAstray(wanted: string, real: string, found: Found): Asking<boolean> {
  const account = yield* whoLaid(wanted)
  if (account === null) return false
  const inside = /^\/proc\/\d+\/root(?=\/)/.exec(wanted)?.[0]
  return !(yield* mayRead(account, real, found, inside === undefined ? [''] : ['', inside]))
}

/** @returns the account in whose hands a path comes to lie first, from the root on; null where it lies in root's alone. */
function* whoLaid(path: string, links = MOST_LINKS): Asking<Account | null> {
  const pid = /^\/proc\/(\d+)\//.exec(path)?.[1]
  if (pid !== undefined) {
    const account = accountOfProcess(Number(pid))
    return account?.uid === 0 ? null : (account ?? ANYBODY)
  }
  let isOpenToAll = false
  for (const each of [...foldersAbove(path), path]) {
    const found = yield each
    if (found === null) return ANYBODY
    if (found.uid !== 0n) return { uid: Number(found.uid), groups: new Set() }
    const mode = Number(found.mode)
    const kind = mode & FORMAT
    if (kind === LINK) {
      const target = links === 0 ? null : targetOf(each)
      return target === null ? ANYBODY : yield* whoLaid(target + path.slice(each.length), links - 1)
    }
    if (kind !== FOLDER && isOpenToAll) return ANYBODY
    isOpenToAll = (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && found.gid !== 0n)
    // Of what lies in a sticky folder, each can exchange only their own.
    if (kind === FOLDER && isOpenToAll && (mode & STICKY) === 0) return ANYBODY
  }
  return null
}

/** @returns the path that a link of root's leads to, which may hold more of them. */
const targetOf = (link: string): string | null => {
  try {
    const folder = link.slice(0, link.lastIndexOf('/') + 1)
    return posix.resolve(folder, readlinkSync(bytesOf(link), 'buffer').toString('latin1'))
  } catch {
    return null
  }
}

/** @param views where the system's root is seen: by us, and by a process with mounts of its own. */
function* mayRead(account: Account, real: string, found: Found, views: readonly string[]): Asking<boolean> {
  if (Number(found.uid) === account.uid) return true
  const isFolder = (Number(found.mode) & FORMAT) === FOLDER
  if (!allows(account, found, isFolder ? READ | ENTER : READ)) return false
  for (const view of views) {
    const there = yield view + real
    // The same name can mean another file there.
    if (there === null || there.dev !== found.dev || there.ino !== found.ino) continue
    for (const folder of foldersAbove(real)) {
      const above = yield view + folder
      if (above === null || !(Number(above.uid) === account.uid || allows(account, above, ENTER))) return false
    }
    return true
  }
  return false
}

const allows = ({ groups }: Account, { gid, mode }: Found, right: number): boolean => {
  const bits = groups.has(Number(gid)) ? Number(mode) >> 3 : Number(mode)
  return (bits & right) === right
}

const foldersAbove = (path: string): string[] => {
  const parts = path.split('/').slice(1, -1)
  return ['/', ...parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}`)]
}

const accountOfProcess = (pid: number): Account | null => {
  try {
    return parseAccount(readFileSync(`/proc/${pid}/status`, 'latin1'))
  } catch {
    return null
  }
}

/** @param status of `/proc/PID/status`. @returns the account that counts where it opens files. */
export const parseAccount = (status: string): Account | null => {
  const ids = (key: string): number[] | undefined =>
    new RegExp(`^${key}:\\t([\\d \\t]*)$`, 'm').exec(status)?.[1]?.trim().split(/\s+/).filter(Boolean).map(Number)
  const [uid, gid, groups] = [ids('Uid')?.[3], ids('Gid')?.[3], ids('Groups')]
  return uid === undefined || gid === undefined ? null : { uid, groups: new Set([gid, ...(groups ?? [])]) }
}
