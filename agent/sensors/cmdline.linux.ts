import { type FileHandle, open } from 'node:fs/promises'
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

const readOnce = async (pid: number): Promise<Buffer | null> => {
  let handle: FileHandle | null = null
  try {
    handle = await open(`/proc/${pid}/cmdline`, 'r')
    const bytes = Buffer.alloc(MOST)
    const { bytesRead } = await handle.read(bytes, 0, MOST, 0)
    return bytes.subarray(0, bytesRead)
  } catch {
    return null
  } finally {
    await handle?.close()
  }
}
