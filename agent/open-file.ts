import { type BigIntStats, constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { ASTRAY, isAstray } from './astray.ts'
import { platform } from './platform.ts'

/** Why a file was not read, for `NotSeen.why`. `absent`: nothing is there, which is no failure. */
export type Fault = { readonly fault: string; readonly absent: boolean }

/** `refuse`: the last part of the path must not be a link. `follow`: it may be; for `/proc/PID/exe`, which is one. */
export type Links = 'refuse' | 'follow'

export type OpenFile = { readonly handle: FileHandle; readonly size: number; readonly stat: BigIntStats }

const FAULTS: Readonly<Record<string, string>> = {
  EACCES: 'may not be read',
  EPERM: 'may not be read',
  ERR_ACCESS_DENIED: 'may not be read',
  ELOOP: 'is a link, or a ring of links',
  EISDIR: 'is a folder',
  ENXIO: 'is no regular file',
  ENAMETOOLONG: 'has too long a name',
  EASTRAY: ASTRAY,
}
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ESRCH'])

/** @param error as `node:fs` throws it. @returns words for it that hold no path. */
export const faultOf = (error: unknown): Fault => {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'an error'
  if (ABSENT.has(code)) return { fault: 'is not there', absent: true }
  return { fault: FAULTS[code] ?? `could not be read (${code})`, absent: false }
}

/** Linux, x86-64 and arm64 alike: a handle to the file's place that opens nothing, so no device notices it. */
export const O_PATH = 0o10000000
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

const openLinux = async (path: string | Buffer, links: Links): Promise<FileHandle> => {
  const place = await open(path, O_PATH | (links === 'refuse' ? constants.O_NOFOLLOW : 0))
  try {
    refuseUnlessFile(await place.stat({ bigint: true }))
    // What was looked at is what is opened: the name may have been given to another file meanwhile.
    return await open(`/proc/self/fd/${place.fd}`, READ)
  } finally {
    await place.close()
  }
}

const openElsewhere = (path: string | Buffer, links: Links): Promise<FileHandle> =>
  open(path, READ | (links === 'refuse' ? (constants.O_NOFOLLOW ?? 0) : 0))

/** @throws Error with a code for which `faultOf` has words. */
export const refuseUnlessFile = (stat: BigIntStats): void => {
  if (stat.isFile()) return
  const code = stat.isSymbolicLink() ? 'ELOOP' : stat.isDirectory() ? 'EISDIR' : 'ENXIO'
  throw Object.assign(new Error('no regular file'), { code })
}

/**
 * Opens a file for reading, if it is a regular one of at most `most` bytes. Never waits for a FIFO and, on Linux, never
 * opens a device. Links in the folders of the path are followed, but root reads by them nothing that the account which
 * could lay them may not read itself. The caller closes `handle`.
 */
export const openRegular = async (
  path: string | Buffer,
  most: number,
  links: Links = 'refuse',
): Promise<OpenFile | Fault> => {
  let handle: FileHandle | null = null
  try {
    handle = await (platform === 'linux' ? openLinux : openElsewhere)(path, links)
    const stat = await handle.stat({ bigint: true })
    refuseUnlessFile(stat)
    const astray = await isAstray(path, handle.fd, stat)
    if (!astray && stat.size <= BigInt(most)) return { handle, size: Number(stat.size), stat }
    await handle.close()
    return { fault: astray ? ASTRAY : `is larger than ${most} bytes`, absent: false }
  } catch (error) {
    await handle?.close()
    return faultOf(error)
  }
}

/** Reads a whole file of at most `most` bytes as UTF-8; what is no UTF-8 becomes U+FFFD, a byte order mark goes. */
export const readSmall = async (
  path: string | Buffer,
  most: number,
  links: Links = 'refuse',
): Promise<{ readonly text: string } | Fault> => {
  const file = await openRegular(path, most, links)
  if ('fault' in file) return file
  try {
    // One byte more than allowed: a file may grow after its size was read, and /proc tells 0 for all of its own.
    const bytes = Buffer.alloc(file.size === 0 ? most + 1 : file.size + 1)
    let length = 0
    for (;;) {
      const { bytesRead } = await file.handle.read(bytes, length, bytes.length - length, length)
      length += bytesRead
      if (bytesRead === 0 || length === bytes.length) break
    }
    if (length > most) return { fault: `is larger than ${most} bytes`, absent: false }
    return { text: new TextDecoder().decode(bytes.subarray(0, length)) }
  } catch (error) {
    return faultOf(error)
  } finally {
    await file.handle.close()
  }
}
