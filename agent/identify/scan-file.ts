import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import type { Search } from './search.ts'

/** Read at once: larger pieces are no faster, smaller ones cost a call each. */
export const PIECE = 1024 * 1024

export type Scanned = {
  /** Of the whole file, hex. */
  readonly sha256: string
  readonly bytes: number
  /** Places, in the search's list, of the texts that occur. In order. */
  readonly found: readonly number[]
}

/**
 * One pass over a file from its beginning: its SHA-256, and which texts occur in it.
 * @param most bytes; a file that grows past them while it is read is not read on.
 * @returns null where it did.
 */
export const scanFile = async (
  handle: Pick<FileHandle, 'read'>,
  search: Search,
  most: number,
  piece: number = PIECE,
): Promise<Scanned | null> => {
  const digest = createHash('sha256')
  const found = new Uint8Array(search.count)
  const buffer = Buffer.allocUnsafe(search.overlap + piece)
  let kept = 0
  let bytes = 0
  for (;;) {
    const { bytesRead } = await handle.read(buffer, kept, piece, bytes)
    if (bytesRead === 0) break
    bytes += bytesRead
    if (bytes > most) return null
    const length = kept + bytesRead
    digest.update(buffer.subarray(kept, length))
    search.run(buffer, length, found)
    kept = Math.min(search.overlap, length)
    buffer.copyWithin(0, length - kept, length)
  }
  return { sha256: digest.digest('hex'), bytes, found: [...found.keys()].filter(index => found[index] === 1) }
}
