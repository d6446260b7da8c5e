import { createHash } from 'node:crypto'
import { type HashName, hashNamed, isSignedBy, readSigned } from './cms.ts'
import { type Der, part } from './der.ts'
import { type PeHeaders, peHeaders } from './pe.ts'
import type { Signature } from './signer.ts'
import { orNull, type Source } from './source.ts'

/** `SPC_INDIRECT_DATA`: the digest of a file instead of the file. */
const INDIRECT = '1.3.6.1.4.1.311.2.1.4'
const PKCS7 = 2
const MOST_CERTIFICATES = 1024 * 1024
const PIECE = 1024 * 1024

/** Authenticode: who signed a Windows program, and whether it is still what they signed. Null: not signed. */
export const peSignatureOf = (source: Source): Promise<Signature | null> =>
  orNull(async () => {
    const headers = await peHeaders(source)
    const { at, size } = headers.certificates
    if (size === 0) return null
    if (size > MOST_CERTIFICATES) throw new RangeError('too many certificates')
    const table = await source.read(at, size)
    const length = table.readUInt32LE(0)
    if (table.readUInt16LE(6) !== PKCS7) return null
    const signed = readSigned(table.subarray(8, length))
    const { content } = signed
    const { value } = content
    const named = { ...signed, team: null, identifier: null }
    if (content.kind !== INDIRECT || value === null || !isSignedBy(signed.signer, value.body))
      return { ...named, whole: false }
    const { hash, digest } = digestIn(value)
    // Behind the certificates nothing is under the signature, so nothing may be there.
    const whole = at + size === source.size && hash !== null && (await hashOf(source, headers, hash)).equals(digest)
    return { ...named, whole }
  })

const digestIn = (indirect: Der): { hash: HashName | null; digest: Buffer } => {
  const digestInfo = part(indirect, 1)
  return { hash: hashNamed(part(digestInfo, 0)), digest: part(digestInfo, 1).body }
}

/** Of all but the checksum, the entry that tells where the certificates are, and the certificates: signing changes them. */
const hashOf = async (
  source: Source,
  { checksumAt, securityAt, certificates }: PeHeaders,
  hash: HashName,
): Promise<Buffer> => {
  const digest = createHash(hash)
  const parts = [
    [0, checksumAt],
    [checksumAt + 4, securityAt],
    [securityAt + 8, certificates.at],
  ] as const
  for (const [from, to] of parts)
    for (let at = from; at < to; at += PIECE) digest.update(await source.read(at, Math.min(PIECE, to - at)))
  return digest.digest()
}
