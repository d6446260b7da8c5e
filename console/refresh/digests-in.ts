import { createHash, timingSafeEqual } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import { CannotRefresh } from './cannot-refresh.ts'

export type Digest = { readonly file: string; readonly sha256: string; readonly bytes: number }

/** Unpacked bytes and entries of one archive: more is none of ours. */
const MOST_BYTES = 2 * 1024 ** 3
const MOST_ENTRIES = 100_000

/** @param integrity `sha512-…`, as the registry has it. @throws CannotRefresh where the archive is another one. */
export const checkIntegrity = async (archive: string, integrity: string): Promise<void> => {
  const hash = createHash('sha512')
  await pipeline(createReadStream(archive), hash)
  const said = Buffer.from(integrity.replace(/^sha512-/, ''), 'base64')
  const is = hash.digest()
  if (said.length !== is.length || !timingSafeEqual(said, is))
    throw new CannotRefresh('the archive is not what the registry says of it: its SHA-512 is another one')
}

/**
 * Reads an archive once, writing nothing. @param wanted is told each file's path within the package and its mode.
 * @throws CannotRefresh for an archive that cannot be read, or unpacks to more than 2 GiB.
 */
export const digestsIn = async (
  archive: string,
  wanted: (file: string, mode: number, bytes: number) => boolean,
): Promise<Digest[]> => {
  const digests: Digest[] = []
  let bytes = 0
  let entries = 0
  const tar = extract()
  const read = pipeline(createReadStream(archive), createGunzip(), tar)
  // What ends the one ends the other, with the same error.
  read.catch(() => {})
  try {
    for await (const entry of tar) {
      const { type, name, mode, size } = entry.header
      entries += 1
      // The first folder is npm's own, usually `package`.
      const file = name.replace(/^[^/]+\//, '')
      const hash = type === 'file' && wanted(file, mode, size) ? createHash('sha256') : null
      for await (const piece of entry) {
        bytes += (piece as Buffer).length
        if (bytes > MOST_BYTES || entries > MOST_ENTRIES) throw new CannotRefresh('the archive unpacks to too much')
        hash?.update(piece as Buffer)
      }
      if (hash !== null) digests.push({ file, sha256: hash.digest('hex'), bytes: size })
    }
    await read
  } catch (error) {
    tar.destroy()
    if (error instanceof CannotRefresh) throw error
    throw new CannotRefresh(`the archive cannot be read: ${(error as Error).message}`)
  }
  return digests
}
