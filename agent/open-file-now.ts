import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { ASTRAY, isAstrayNow } from './astray.ts'
import { isNear } from './near.ts'
import { type Fault, faultOf, O_PATH, readSmall, refuseUnlessFile } from './open-file.ts'
import { platform } from './platform.ts'

export type OpenFileNow = { readonly fd: number; readonly size: number; readonly stat: BigIntStats }

/**
 * As `openRegular`, without giving way to anybody: for a process in which nobody else waits. A link at the end of the
 * path is refused. The caller closes `fd`.
 */
export const openRegularNow = (path: string, most: number): OpenFileNow | Fault => {
  let fd: number | null = null
  try {
    fd = (platform === 'linux' ? openLinux : openElsewhere)(path)
    const stat = fstatSync(fd, { bigint: true })
    refuseUnlessFile(stat)
    const astray = isAstrayNow(path, fd, stat)
    if (!astray && stat.size <= BigInt(most)) return { fd, size: Number(stat.size), stat }
    closeSync(fd)
    return { fault: astray ? ASTRAY : `is larger than ${most} bytes`, absent: false }
  } catch (error) {
    if (fd !== null) closeSync(fd)
    return faultOf(error)
  }
}

const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)
const NO_LINK = constants.O_NOFOLLOW ?? 0

const openLinux = (path: string): number => {
  const place = openSync(path, O_PATH | NO_LINK)
  try {
    refuseUnlessFile(fstatSync(place, { bigint: true }))
    return openSync(`/proc/self/fd/${place}`, READ)
  } finally {
    closeSync(place)
  }
}

const openElsewhere = (path: string): number => openSync(path, READ | NO_LINK)

/** Bytes: what is read before anybody else has a turn. */
const MOST_NOW = 1024 ** 2

/** As `readSmall` does and with the same answers, in a quarter of the time where the file is near. Refuses links. */
export const readNear = async (path: string, most: number): Promise<{ readonly text: string } | Fault> => {
  if (platform !== 'linux') return readSmall(path, most)
  const there = await lstat(path, { bigint: true }).catch(faultOf)
  if ('fault' in there) return there
  const isSmall = there.isFile() && there.size > 0n && there.size <= BigInt(MOST_NOW)
  return isSmall && (await isNear(path, there.dev)) ? readSmallNow(path, most) : readSmall(path, most)
}

/** As `readSmall` does and with the same answers, without giving way to anybody. Refuses links. */
export const readSmallNow = (path: string, most: number): { readonly text: string } | Fault => {
  const file = openRegularNow(path, most)
  if ('fault' in file) return file
  try {
    // One byte more than it had: it may grow meanwhile.
    const bytes = Buffer.allocUnsafe(file.size + 1)
    let length = 0
    for (;;) {
      const more = readSync(file.fd, bytes, length, bytes.length - length, length)
      length += more
      if (more === 0 || length === bytes.length) break
    }
    if (length > most) return { fault: `is larger than ${most} bytes`, absent: false }
    return { text: new TextDecoder().decode(bytes.subarray(0, length)) }
  } catch (error) {
    return faultOf(error)
  } finally {
    closeSync(file.fd)
  }
}
