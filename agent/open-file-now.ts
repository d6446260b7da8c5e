import { type BigIntStats, closeSync, constants, fstatSync, openSync } from 'node:fs'
import { type Fault, faultOf, O_PATH, refuseUnlessFile } from './open-file.ts'
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
    if (stat.size <= BigInt(most)) return { fd, size: Number(stat.size), stat }
    closeSync(fd)
    return { fault: `is larger than ${most} bytes`, absent: false }
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
