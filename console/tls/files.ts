import { readFile, stat } from 'node:fs/promises'
import { BadCertificate } from './certificate.ts'
import type { Pair } from './make-certificate.ts'

/** Where the company's certificate lies: the server's own first, those between it and the root after it. */
export type TlsFiles = { readonly cert: string; readonly key: string }

/** Far more than any chain. */
const MOST_BYTES = 256 * 1024
/** Bits of others than owner and group; a group of those who may read keys is a custom of some systems. */
const OTHERS = 0o007

/** @throws BadCertificate naming the file and what to do. */
export const readFiles = async ({ cert, key }: TlsFiles): Promise<Pair> => ({
  cert: await readPem(cert),
  key: await readKey(key, OTHERS),
})

/** @param loose permission bits that nobody may have. @throws BadCertificate. */
export const readKey = async (file: string, loose: number): Promise<string> => {
  const text = await readPem(file)
  const { mode } = await stat(file)
  // Where nobody has a user id (Windows) there are no such bits.
  if (process.getuid !== undefined && (mode & loose) !== 0)
    throw new BadCertificate(`${file}: others may read this key (mode ${(mode & 0o777).toString(8)}): take that away`)
  return text
}

export const readPem = async (file: string): Promise<string> => {
  try {
    const found = await stat(file)
    if (!found.isFile() || found.size > MOST_BYTES) throw new BadCertificate(`${file}: is no file of at most 256 KiB`)
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof BadCertificate) throw error
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw new BadCertificate(`${file}: cannot be read: ${code}`, code === 'ENOENT')
  }
}
