import type { FileHandle } from 'node:fs/promises'
import { inflateRawSync } from 'node:zlib'

/** Reads one entry of a ZIP or JAR file (APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16). No ZIP64, no encryption. */

const END = { signature: 0x06054b50, size: 22, comment: 0xffff }
const CENTRAL = { signature: 0x02014b50, size: 46 }
const LOCAL = { signature: 0x04034b50, size: 30 }
/** A plugin's directory of files, and the one file that is wanted, unpacked. */
const MOST_DIRECTORY = 8 * 1024 * 1024
const STORED = 0
const DEFLATED = 8

type Entry = { readonly method: number; readonly packed: number; readonly at: number }

/**
 * @param size of the file, bytes. @param most bytes of the entry, unpacked.
 * @returns null where there is no such entry, or the file is no ZIP or a damaged one.
 */
export const readZipEntry = async (
  handle: FileHandle,
  size: number,
  name: string,
  most: number,
): Promise<Buffer | null> => {
  const tail = await slice(handle, Math.max(0, size - END.size - END.comment), size)
  const end = lastSignature(tail)
  if (end < 0) return null
  const [length, start] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)]
  if (length > MOST_DIRECTORY || start + length > size) return null
  const entry = findEntry(await slice(handle, start, start + length), Buffer.from(name))
  if (entry === null || entry.packed > most || entry.at + LOCAL.size > size) return null
  const local = await slice(handle, entry.at, entry.at + LOCAL.size)
  if (local.length < LOCAL.size || local.readUInt32LE(0) !== LOCAL.signature) return null
  const data = entry.at + LOCAL.size + local.readUInt16LE(26) + local.readUInt16LE(28)
  return unpack(await slice(handle, data, Math.min(size, data + entry.packed)), entry.method, most)
}

const slice = async (handle: FileHandle, from: number, to: number): Promise<Buffer> => {
  const bytes = Buffer.alloc(Math.max(0, to - from))
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, from)
  return bytes.subarray(0, bytesRead)
}

const lastSignature = (tail: Buffer): number => {
  for (let at = tail.length - END.size; at >= 0; at--) if (tail.readUInt32LE(at) === END.signature) return at
  return -1
}

const findEntry = (directory: Buffer, name: Buffer): Entry | null => {
  for (let at = 0; at + CENTRAL.size <= directory.length; ) {
    if (directory.readUInt32LE(at) !== CENTRAL.signature) return null
    const [named, extra, comment] = [28, 30, 32].map(offset => directory.readUInt16LE(at + offset))
    const start = at + CENTRAL.size
    if (directory.subarray(start, start + (named ?? 0)).equals(name))
      return {
        method: directory.readUInt16LE(at + 10),
        packed: directory.readUInt32LE(at + 20),
        at: directory.readUInt32LE(at + 42),
      }
    at = start + (named ?? 0) + (extra ?? 0) + (comment ?? 0)
  }
  return null
}

const unpack = (bytes: Buffer, method: number, most: number): Buffer | null => {
  if (method === STORED) return bytes
  if (method !== DEFLATED) return null
  try {
    return inflateRawSync(bytes, { maxOutputLength: most })
  } catch {
    return null
  }
}
