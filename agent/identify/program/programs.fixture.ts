import { createHash } from 'node:crypto'
import { type Identity, octets, oid, SHA256, seq, signedBy } from './der.fixture.ts'

/** The smallest programs that have what is read of them. None would run. */

type Parts = Readonly<Record<string, Buffer>>

export const elf = (parts: Parts, end: Buffer = Buffer.alloc(0)): Buffer => {
  const all: Parts = {
    '': Buffer.alloc(0),
    ...parts,
    '.shstrtab': Buffer.from(`${['', ...Object.keys(parts), '.shstrtab'].join('\0')}\0`),
  }
  const names = all['.shstrtab'] ?? Buffer.alloc(0)
  const head = Buffer.alloc(64)
  head.write('\x7fELF\x02\x01\x01', 0, 'latin1')
  const bodies = Object.values(all)
  const table = Buffer.alloc(64 * bodies.length)
  let at = 64
  Object.keys(all).forEach((name, i) => {
    const size = bodies[i]?.length ?? 0
    table.writeUInt32LE(name === '' ? 0 : names.indexOf(`\0${name}\0`) + 1, i * 64)
    table.writeUInt32LE(1, i * 64 + 4)
    table.writeBigUInt64LE(BigInt(at), i * 64 + 24)
    table.writeBigUInt64LE(BigInt(size), i * 64 + 32)
    at += size
  })
  head.writeBigUInt64LE(BigInt(at), 40)
  head.writeUInt16LE(64, 58)
  head.writeUInt16LE(bodies.length, 60)
  head.writeUInt16LE(bodies.length - 1, 62)
  return Buffer.concat([head, ...bodies, table, end])
}

const PE_HEAD = 1024

/** @param resources the bytes of `.rsrc`, whose address in memory is 0x10000 · (place + 1). */
export const pe = (parts: Parts): Buffer => {
  const head = Buffer.alloc(PE_HEAD)
  head.write('MZ', 0, 'latin1')
  head.writeUInt32LE(64, 60)
  head.write('PE\0\0', 64, 'latin1')
  const names = Object.keys(parts)
  head.writeUInt16LE(names.length, 70)
  head.writeUInt16LE(240, 84)
  head.writeUInt16LE(0x20b, 88)
  let at = PE_HEAD
  names.forEach((name, i) => {
    const size = parts[name]?.length ?? 0
    const section = 88 + 240 + i * 40
    head.write(name, section, 8, 'latin1')
    head.writeUInt32LE(size, section + 8)
    head.writeUInt32LE(peAddress(i), section + 12)
    head.writeUInt32LE(size, section + 16)
    head.writeUInt32LE(at, section + 20)
    if (name === '.rsrc') {
      head.writeUInt32LE(peAddress(i), 88 + 112 + 16)
      head.writeUInt32LE(size, 88 + 112 + 20)
    }
    at += size
  })
  return Buffer.concat([head, ...Object.values(parts)])
}
export const peAddress = (section: number): number => 0x10000 * (section + 1)
export const PE_CHECKSUM = 88 + 64

/** `.rsrc` with one resource. @param address of the section in memory. */
export const peResources = (type: number, name: string | number, data: Buffer, address: number): Buffer => {
  const tables = Buffer.alloc(24 * 3 + 16)
  const text =
    typeof name === 'string'
      ? Buffer.concat([Buffer.from([name.length, 0]), Buffer.from(name, 'utf16le')])
      : Buffer.alloc(0)
  const nameAt = tables.length
  const dataAt = nameAt + Math.ceil(text.length / 4) * 4
  const entries = [
    [type, 0x8000_0000 + 24],
    [typeof name === 'string' ? 0x8000_0000 + nameAt : name, 0x8000_0000 + 48],
    [1033, 72],
  ] as const
  entries.forEach(([id, to], i) => {
    tables.writeUInt16LE(1, i * 24 + (id >= 0x8000_0000 ? 12 : 14))
    tables.writeUInt32LE(id, i * 24 + 16)
    tables.writeUInt32LE(to, i * 24 + 20)
  })
  tables.writeUInt32LE(address + dataAt, 72)
  tables.writeUInt32LE(data.length, 76)
  return Buffer.concat([tables, text, Buffer.alloc(dataAt - nameAt - text.length), data])
}

/** Signs as `signtool` does: the digest of all but three places, and the certificates at the end. */
export const signPe = (program: Buffer, signer: Identity, others: readonly Identity[]): Buffer => {
  const security = 88 + 112 + 32
  const digest = createHash('sha256')
    .update(program.subarray(0, PE_CHECKSUM))
    .update(program.subarray(PE_CHECKSUM + 4, security))
    .update(program.subarray(security + 8))
    .digest()
  const kind = '1.3.6.1.4.1.311.2.1.4'
  const parts = [seq(oid('1.3.6.1.4.1.311.2.1.15')), seq(SHA256, octets(digest))]
  const cms = signedBy(signer, { kind, signed: Buffer.concat(parts), inside: seq(...parts) }, others)
  const table = Buffer.alloc(Math.ceil((cms.length + 8) / 8) * 8)
  table.writeUInt32LE(cms.length + 8, 0)
  table.writeUInt16LE(0x200, 4)
  table.writeUInt16LE(2, 6)
  cms.copy(table, 8)
  const signed = Buffer.concat([program, table])
  signed.writeUInt32LE(program.length, security)
  signed.writeUInt32LE(table.length, security + 4)
  return signed
}

export type MachoSigning = {
  readonly signer: Identity | null
  readonly others: readonly Identity[]
  readonly team: string
  readonly identifier: string
}

/** One segment with one section; signed as `codesign` does, with a directory of pages and what a key made of it. */
export const macho = (
  [segment, section]: readonly [string, string],
  data: Buffer,
  signing: MachoSigning | null,
): Buffer => {
  const head = Buffer.alloc(32 + 152 + 16)
  const end = head.length + data.length
  head.write('cffaedfe', 0, 'hex')
  head.writeUInt32LE(signing === null ? 1 : 2, 16)
  head.writeUInt32LE(152 + (signing === null ? 0 : 16), 20)
  head.writeUInt32LE(0x19, 32)
  head.writeUInt32LE(152, 36)
  head.write(segment, 40, 'latin1')
  head.writeUInt32LE(1, 96)
  head.write(section, 104, 'latin1')
  head.write(segment, 120, 'latin1')
  head.writeBigUInt64LE(BigInt(data.length), 144)
  head.writeUInt32LE(head.length, 152)
  if (signing === null) return Buffer.concat([head, data])
  head.writeUInt32LE(0x1d, 184)
  head.writeUInt32LE(16, 188)
  head.writeUInt32LE(end, 192)
  // Its own length stands under the signature, so a length that always suffices is written.
  head.writeUInt32LE(SIGNATURE_BYTES, 196)
  const code = Buffer.concat([head, data])
  const directory = directoryOf(code, signing)
  const { signer, others } = signing
  const kind = '1.2.840.113549.1.7.1'
  const cms = signer === null ? Buffer.alloc(0) : signedBy(signer, { kind, signed: directory, inside: null }, others)
  const wrapper = Buffer.concat([numbers(0xfade0b01, cms.length + 8), cms])
  const index = numbers(0xfade0cc0, 28 + directory.length + wrapper.length, 2, 0, 28, 0x10000, 28 + directory.length)
  const signature = Buffer.concat([index, directory, wrapper])
  return Buffer.concat([code, signature, Buffer.alloc(SIGNATURE_BYTES - signature.length)])
}
const SIGNATURE_BYTES = 32_768
const PAGE = 4096

const directoryOf = (code: Buffer, { team, identifier }: MachoSigning): Buffer => {
  const pages = Array.from({ length: Math.ceil(code.length / PAGE) }, (_, i) =>
    createHash('sha256')
      .update(code.subarray(i * PAGE, (i + 1) * PAGE))
      .digest(),
  )
  const texts = Buffer.from(`${identifier}\0${team}\0`)
  const identifierAt = 52
  const digestsAt = identifierAt + texts.length
  const head = numbers(
    0xfade0c02,
    digestsAt + pages.length * 32,
    0x20200,
    0,
    digestsAt,
    identifierAt,
    0,
    pages.length,
    code.length,
  )
  const kinds = Buffer.from([32, 2, 0, 12, 0, 0, 0, 0])
  return Buffer.concat([head, kinds, numbers(0, identifierAt + identifier.length + 1), texts, ...pages])
}

export const fat = (programs: readonly Buffer[]): Buffer => {
  const head = Buffer.alloc(8 + programs.length * 20)
  head.write('cafebabe', 0, 'hex')
  head.writeUInt32BE(programs.length, 4)
  let at = head.length
  programs.forEach((program, i) => {
    head.writeUInt32BE(at, 8 + i * 20 + 8)
    head.writeUInt32BE(program.length, 8 + i * 20 + 12)
    at += program.length
  })
  return Buffer.concat([head, ...programs])
}

const numbers = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, i * 4)
  return bytes
}
