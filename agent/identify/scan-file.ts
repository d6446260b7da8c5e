import { createHash } from 'node:crypto'
import type { Search } from './search.ts'

/** Read at once: larger pieces are no faster, smaller ones cost a call each. */
export const PIECE = 1024 * 1024

export type Scanned = {
  /** Of the whole file, hex; null where it was not asked for. */
  readonly sha256: string | null
  readonly bytes: number
  /** Places, in the search's list, of the texts that occur. In order; null where nothing was searched. */
  readonly found: number[] | null
}

export type Wanted = {
  readonly digest: boolean
  readonly search: Search | null
  /** Only what ends after this byte is searched. */
  readonly from?: number
  /** Only texts that end up to this byte are asked for; no more is read. */
  readonly to?: number
}

/** As `readSync` does. @returns how many bytes it read, 0 at the end. */
export type ReadPiece = (into: Buffer, at: number, length: number, position: number) => number

/**
 * One pass over a file from its beginning: its SHA-256, and which texts occur in it.
 * @param most bytes; a file that grows past them while it is read is not read on.
 * @returns null where it did.
 */
export const scanFile = (
  read: ReadPiece,
  { digest, search, from = 0, to = Infinity }: Wanted,
  most: number,
  piece: number = PIECE,
): Scanned | null => {
  const hash = digest ? createHash('sha256') : null
  const found = new Uint8Array(search?.count ?? 0)
  const overlap = search?.overlap ?? 0
  const buffer = Buffer.allocUnsafe(overlap + piece)
  let kept = 0
  let bytes = 0
  for (;;) {
    const more = read(buffer, kept, piece, bytes)
    if (more === 0) break
    bytes += more
    if (bytes > most) return null
    const length = kept + more
    hash?.update(buffer.subarray(kept, length))
    if (bytes > from) search?.run(buffer, length, found)
    if (bytes >= to) break
    kept = Math.min(overlap, length)
    buffer.copyWithin(0, length - kept, length)
  }
  return {
    sha256: hash === null ? null : hash.digest('hex'),
    bytes,
    found: search === null ? null : [...found.keys()].filter(index => found[index] === 1),
  }
}
