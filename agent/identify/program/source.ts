import type { FileHandle } from 'node:fs/promises'

/** Bytes that can be read anywhere: a file that is open, a part of one, a buffer of a test. */
export type Source = {
  readonly size: number
  /**
   * @returns exactly `length` bytes.
   * @throws RangeError where they do not lie within, or are more than `MOST`: a header that says so is malformed.
   */
  readonly read: (at: number, length: number) => Promise<Buffer>
}

/** The largest table of any header, and far more than a sound one needs, in bytes. */
export const MOST = 8 * 1024 * 1024

const within = (size: number, at: number, length: number): void => {
  const sound = Number.isSafeInteger(at) && Number.isSafeInteger(length) && at >= 0 && length >= 0 && length <= MOST
  if (!sound || at + length > size) throw new RangeError('lies outside of the file')
}

export const sourceOfFile = (handle: Pick<FileHandle, 'read'>, size: number): Source => ({
  size,
  read: async (at, length) => {
    within(size, at, length)
    const bytes = Buffer.alloc(length)
    let have = 0
    while (have < length) {
      const { bytesRead } = await handle.read(bytes, have, length - have, at + have)
      if (bytesRead === 0) throw new RangeError('the file became shorter')
      have += bytesRead
    }
    return bytes
  },
})

export const sourceOfBytes = (bytes: Buffer): Source => ({
  size: bytes.length,
  read: async (at, length) => {
    within(bytes.length, at, length)
    return bytes.subarray(at, at + length)
  },
})

/** A part of another source, counted from its own beginning. @throws RangeError where it does not lie within. */
export const partOf = (whole: Source, start: number, size: number): Source => {
  if (start < 0 || size < 0 || start + size > whole.size) throw new RangeError('lies outside of the file')
  return {
    size,
    read: (at, length) => {
      within(size, at, length)
      return whole.read(start + at, length)
    },
  }
}

/** What `read` answers, or null where the bytes are not what their headers say. Faults of the disk are thrown on. */
export const orNull = async <T>(read: () => Promise<T | null>): Promise<T | null> => {
  try {
    return await read()
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** A number of 64 bits as a place in a file. @throws RangeError past 2^53. */
export const placeAt = (bytes: Buffer, at: number): number => {
  const place = bytes.readBigUInt64LE(at)
  if (place > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError('lies outside of any file')
  return Number(place)
}

/** Text up to the first zero byte, and of at most 256 bytes: tables that overlap could name the same megabytes often. */
export const cString = (bytes: Buffer): string => {
  const text = bytes.subarray(0, 256)
  const end = text.indexOf(0)
  return text.toString('utf8', 0, end < 0 ? text.length : end)
}
