import { hash } from 'node:crypto'
import { isSignedBy, readSigned } from './cms.ts'
import { type MachoProgram, machoPrograms } from './macho.ts'
import type { Signature } from './signer.ts'
import { cString, orNull, partOf, type Source } from './source.ts'

const SUPER_BLOB = 0xfade0cc0
const DIRECTORY = 0xfade0c02
const WRAPPER = 0xfade0b01
/** Places in a signature: the directory of all pages' digests, and what was made of it with a key. */
const SLOT_DIRECTORY = 0
const SLOT_SIGNATURE = 0x10000
const SHA256 = 2
const MOST_BLOBS = 64
const PIECE = 1024 * 1024

/**
 * Who signed a macOS program, and whether its code is still what they signed. Null: not signed, or signed by nobody
 * ("ad hoc"), as compilers do. Of a fat file all programs have to be signed alike, for any of them may be the one that
 * runs. What lies beside the code (Info.plist, resources, entitlements) is not looked at.
 */
export const machoSignatureOf = (source: Source): Promise<Signature | null> =>
  orNull(async () => {
    const [first = null, ...others] = await Promise.all(
      (await machoPrograms(source)).map(program => signatureOf(source, program)),
    )
    if (first === null) return null
    const alike = (other: Signature | null): boolean =>
      other?.whole === true &&
      other.identifier === first.identifier &&
      other.signer.certificate.x509.fingerprint256 === first.signer.certificate.x509.fingerprint256
    return { ...first, whole: first.whole && others.every(alike) }
  })

const signatureOf = async (file: Source, program: MachoProgram): Promise<Signature | null> => {
  if (program.signature === null) return null
  const source = partOf(file, program.start, program.size)
  const bytes = await source.read(program.signature.at, program.signature.size)
  const [directory, wrapper] = [blobIn(bytes, SLOT_DIRECTORY, DIRECTORY), blobIn(bytes, SLOT_SIGNATURE, WRAPPER)]
  if (directory === null || wrapper === null || wrapper.length === 8) return null
  const signed = readSigned(wrapper.subarray(8))
  const version = directory.readUInt32BE(8)
  const textAt = (field: number): string | null => {
    const at = directory.readUInt32BE(field)
    return at === 0 ? null : cString(directory.subarray(at))
  }
  const named = { ...signed, identifier: textAt(20), team: version < 0x20200 ? null : textAt(48) }
  const whole = isSignedBy(signed.signer, directory) && (await pagesAre(source, directory, program.signature.at))
  return { ...named, whole }
}

const blobIn = (bytes: Buffer, slot: number, magic: number): Buffer | null => {
  const count = bytes.readUInt32BE(8)
  if (bytes.readUInt32BE(0) !== SUPER_BLOB || count > MOST_BLOBS) return null
  for (let i = 0; i < count; i++) {
    if (bytes.readUInt32BE(12 + i * 8) !== slot) continue
    const at = bytes.readUInt32BE(16 + i * 8)
    const length = bytes.readUInt32BE(at + 4)
    if (bytes.readUInt32BE(at) !== magic || length < 8 || at + length > bytes.length)
      throw new RangeError('no such blob')
    return bytes.subarray(at, at + length)
  }
  return null
}

/** Whether every page up to the signature has the digest that the directory keeps of it. */
const pagesAre = async (source: Source, directory: Buffer, end: number): Promise<boolean> => {
  const [digestsAt, count, limit] = [directory.readUInt32BE(16), directory.readUInt32BE(28), directory.readUInt32BE(32)]
  const [digestSize, kind, pageBits] = [directory.readUInt8(36), directory.readUInt8(37), directory.readUInt8(39)]
  const page = 2 ** pageBits
  if (kind !== SHA256 || digestSize !== 32 || page < 4096 || page > PIECE || limit !== end) return false
  if (count !== Math.ceil(limit / page) || digestsAt + count * 32 > directory.length) return false
  for (let at = 0, digestAt = digestsAt; at < limit; at += PIECE) {
    const piece = await source.read(at, Math.min(PIECE, limit - at))
    for (let from = 0; from < piece.length; from += page, digestAt += 32) {
      const is = hash('sha256', piece.subarray(from, from + page), 'buffer')
      if (!is.equals(directory.subarray(digestAt, digestAt + 32))) return false
    }
  }
  return true
}
