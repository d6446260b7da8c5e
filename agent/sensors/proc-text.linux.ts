import { closeSync, openSync, readSync } from 'node:fs'

const buffer = Buffer.alloc(8 * 1024)

/** The kernel makes these texts up as they are read, so reading waits for nothing. */
export const readProcText = (file: string): string | null => {
  let fd: number | null = null
  try {
    fd = openSync(file, 'r')
    return buffer.toString('utf8', 0, readSync(fd, buffer, 0, buffer.length, 0))
  } catch {
    return null
  } finally {
    if (fd !== null) closeSync(fd)
  }
}
