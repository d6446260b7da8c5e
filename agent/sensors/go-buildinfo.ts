import type { FileHandle } from 'node:fs/promises'

/**
 * What the Go linker writes into a program about its main module (debug/buildinfo, Go 1.18 and later), from ELF files
 * of 64 bits. PE and Mach-O are not read.
 */
export type GoModule = { readonly path: string; readonly version: string | null }

const SECTION = '.go.buildinfo'
const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1')
const HEADER = 32
const INLINE = 2
/** Bytes of section headers, of their names, and of the section itself, that are read. */
const MOST_HEADERS = 256 * 64
const MOST_NAMES = 16 * 1024
const MOST_INFO = 1024 * 1024

/** @returns null where the file is no such program, or a damaged one. */
export const goModuleOf = async (handle: FileHandle): Promise<GoModule | null> => {
  const section = await sectionOf(handle)
  if (section === null) return null
  const info = await slice(handle, section.at, Math.min(section.size, MOST_INFO))
  if (info.length < HEADER || !info.subarray(0, MAGIC.length).equals(MAGIC)) return null
  if (((info[15] ?? 0) & INLINE) === 0) return null
  const version = textAt(info, HEADER)
  const modules = version === null ? null : textAt(info, version.end)
  return modules === null ? null : parseModules(modules.text)
}

/** @param text the linker's: lines of `path`, `mod`, `dep` and `build`, each followed by a tab, between two sentinels. */
export const parseModules = (text: string): GoModule | null => {
  const [, path, version] = /^mod\t([\w./~-]{1,256})(?:\t([\w.()+-]{1,128}))?(?=\t|$)/m.exec(text) ?? []
  if (path === undefined) return null
  return { path, version: version === undefined || version === '(devel)' ? null : version }
}

const slice = async (handle: FileHandle, at: number, size: number): Promise<Buffer> => {
  const bytes = Buffer.alloc(size)
  const { bytesRead } = await handle.read(bytes, 0, size, at)
  return bytes.subarray(0, bytesRead)
}

const sectionOf = async (handle: FileHandle): Promise<{ at: number; size: number } | null> => {
  const elf = await slice(handle, 0, 64)
  // 64 bits, least byte first: all that Go builds for on the processors that we run on.
  if (elf.length < 64 || elf.readUInt32BE(0) !== 0x7f454c46 || elf[4] !== 2 || elf[5] !== 1) return null
  const [at, each, count, names] = [
    numberAt(elf, 0x28),
    elf.readUInt16LE(0x3a),
    elf.readUInt16LE(0x3c),
    elf.readUInt16LE(0x3e),
  ]
  if (at === null || each !== 64 || count * each > MOST_HEADERS) return null
  const headers = await slice(handle, at, count * each)
  const place = (index: number): { at: number; size: number } | null => {
    const header = headers.subarray(index * each, (index + 1) * each)
    if (header.length < each) return null
    const [from, size] = [numberAt(header, 0x18), numberAt(header, 0x20)]
    return from === null || size === null ? null : { at: from, size }
  }
  const named = place(names)
  if (named === null || named.size > MOST_NAMES) return null
  const text = await slice(handle, named.at, named.size)
  for (let index = 0; index < count; index++) {
    if ((index + 1) * each > headers.length) return null
    const start = headers.readUInt32LE(index * each)
    if (text.toString('latin1', start, start + SECTION.length + 1) === `${SECTION}\0`) return place(index)
  }
  return null
}

/** An unsigned number of 64 bits; null where no file is that large. */
const numberAt = (bytes: Buffer, at: number): number | null => {
  const value = bytes.readBigUInt64LE(at)
  return value > 2n ** 48n ? null : Number(value)
}

/** Bytes after their number, which is a varint. */
const textAt = (bytes: Buffer, at: number): { text: string; end: number } | null => {
  let size = 0
  for (let i = 0; i < 5; i++) {
    const byte = bytes[at + i]
    if (byte === undefined) return null
    size += (byte & 0x7f) * 128 ** i
    if (byte < 0x80) {
      const from = at + i + 1
      return from + size > bytes.length ? null : { text: bytes.toString('latin1', from, from + size), end: from + size }
    }
  }
  return null
}
