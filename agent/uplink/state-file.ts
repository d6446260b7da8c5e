import { constants, type FileHandle, link, mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { platform } from '../platform.ts'

export type StateFile =
  | { readonly is: 'read'; readonly text: string }
  | { readonly is: 'missing' }
  | { readonly is: 'faulty'; readonly fault: string }

// Absent on Windows, where there are neither such links nor such pipes.
const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants

/**
 * Reads a file of our own state: a regular file, ours or root's, that nobody else may read or write.
 * @param most bytes. @throws what the file system says, other than that there is no such file.
 */
export const readStateFile = async (file: string, most: number): Promise<StateFile> => {
  let handle: FileHandle
  try {
    handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'ENOENT') return { is: 'missing' }
    if (code === 'ELOOP' || code === 'EMLINK') return { is: 'faulty', fault: 'it is a link' }
    throw error
  }
  try {
    const stat = await handle.stat()
    const fault = faultOf(stat.isFile(), stat.uid, stat.mode, stat.size, most)
    return fault === null ? { is: 'read', text: await handle.readFile('utf8') } : { is: 'faulty', fault }
  } finally {
    await handle.close()
  }
}

const faultOf = (regular: boolean, uid: number, mode: number, size: number, most: number): string | null => {
  if (!regular) return 'it is no regular file'
  if (size > most) return `it holds more than ${most} bytes`
  if (platform === 'windows') return null
  if (uid !== 0 && uid !== process.geteuid?.()) return 'it belongs to another account'
  return (mode & 0o077) === 0 ? null : `others may use it (mode ${(mode & 0o777).toString(8)})`
}

/**
 * Writes a file whole or not at all, 0600, and durable once it resolves: a reader, or a machine that loses its power,
 * finds either the old text or the new one.
 * @param how `replace`, or `once`: then a file that exists already is an error (EEXIST), whoever made it meanwhile.
 */
export const writeStateFile = async (file: string, text: string, how: 'replace' | 'once'): Promise<void> => {
  const folder = path.dirname(file)
  const fresh = `${file}.new`
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await rm(fresh, { force: true })
  const handle = await open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  if (how === 'replace') await rename(fresh, file)
  else {
    await link(fresh, file)
    await rm(fresh)
  }
  await syncFolder(folder)
}

/** The name of a file is durable with its folder; Windows keeps both by itself. */
export const syncFolder = async (folder: string): Promise<void> => {
  if (platform === 'windows') return
  const handle = await open(folder, O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
