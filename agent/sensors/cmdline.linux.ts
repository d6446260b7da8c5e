import { closeSync, openSync, read } from 'node:fs'
import { promisify } from 'node:util'
import { parseCmdline } from './processes-parse.ts'

/** What is read of a command line: argv[0] and the way to the script lie within. Nothing of it is kept. */
const MOST = 4 * 1024
/** How long one read may take, ms. */
const PATIENCE = 500
/** Reads that may hang at once; each holds one of the threads that all file access shares. */
const HANGING = 2

let hanging = 0

/**
 * Reads the arguments of a process. The kernel fetches them from its memory, and a process can make that wait for
 * ever, so this never waits longer than `PATIENCE`.
 * @returns what could be read; nothing where it is gone, hidden or hangs.
 */
export const readCmdline = async (pid: number): Promise<string[]> => {
  if (hanging >= HANGING) return []
  const late = Promise.withResolvers<null>()
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    hanging++
    late.resolve(null)
  }, PATIENCE)
  const reading = readOnce(pid).finally(() => {
    clearTimeout(timer)
    if (timedOut) hanging--
  })
  const bytes = await Promise.race([reading, late.promise])
  return bytes === null ? [] : parseCmdline(bytes)
}

const readPiece = promisify(read)

/** Only the read can hang: the kernel opens and closes such a file by itself, so one turn of a thread is enough. */
const readOnce = async (pid: number): Promise<Buffer | null> => {
  let fd: number | null = null
  try {
    fd = openSync(`/proc/${pid}/cmdline`, 'r')
    const { bytesRead, buffer } = await readPiece(fd, Buffer.alloc(MOST), 0, MOST, 0)
    return buffer.subarray(0, bytesRead)
  } catch {
    return null
  } finally {
    if (fd !== null) closeSync(fd)
  }
}
