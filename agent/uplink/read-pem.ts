import { open } from 'node:fs/promises'

/** More than any list of authorities: those of systems have a quarter of a megabyte. */
const MOST_BYTES = 4 * 1024 * 1024

/** @throws Error for what is no file or too long, and what the system says. */
export const readPem = async (file: string): Promise<string> => {
  const handle = await open(file, 'r')
  try {
    const found = await handle.stat()
    if (!found.isFile() || found.size > MOST_BYTES) throw new Error('no file of a few certificates')
    return await handle.readFile('latin1')
  } finally {
    await handle.close()
  }
}
