import { randomBytes } from 'node:crypto'
import { constants, link, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'

/**
 * Writes a file whole or not at all, and durable once it resolves.
 * @param how `replace`, or `once`: then a file that is there is an error (EEXIST). @param mode permission bits.
 * @throws what the file system throws.
 */
export const writeWhole = async (file: string, text: string, mode: number, how: 'once' | 'replace'): Promise<void> => {
  const fresh = `${file}.${randomBytes(8).toString('hex')}`
  const handle = await open(fresh, 'wx', mode)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  try {
    if (how === 'replace') await rename(fresh, file)
    else await link(fresh, file)
  } finally {
    await rm(fresh, { force: true })
  }
  const folder = await open(path.dirname(file), constants.O_RDONLY)
  await folder.sync().finally(() => folder.close())
}
