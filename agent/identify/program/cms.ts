import { createHash, timingSafeEqual, verify } from 'node:crypto'
import { type Certificate, readCertificate } from './certificate.ts'
import { type Der, oidOf, part, readDer } from './der.ts'

/** A signature as PKCS #7 and CMS write it down (RFC 5652), with the certificates that came along. */
export type Signed = {
  /** What was signed, where it is inside: its kind and its content. */
  readonly content: { readonly kind: string; readonly value: Der | null }
  readonly certificates: readonly Certificate[]
  readonly signer: SignerInfo
}
type SignerInfo = {
  readonly certificate: Certificate
  readonly hash: HashName
  /** Attributes as they stand, under their first tag. */
  readonly attributes: Der
  readonly algorithm: string
  readonly signature: Buffer
}

const SIGNED_DATA = '1.2.840.113549.1.7.2'
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4'
/** SHA-1 and MD5 are left out: with them two files can have one signature. */
const HASHES = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
} as const
export type HashName = (typeof HASHES)[keyof typeof HASHES]
/** RSA with PKCS #1 padding, and ECDSA; alone or named together with the hash. PSS is in no program seen. */
const SIGNATURES = /^1\.2\.840\.(113549\.1\.1\.(1|11|12|13)|10045\.(2\.1|4\.3\.[234]))$/

/** @returns null for what it has no name for. */
export const hashNamed = (algorithm: Der): HashName | null =>
  HASHES[oidOf(part(algorithm, 0)) as keyof typeof HASHES] ?? null

/** @throws RangeError where it is no signature with one signer whose certificate it holds. */
export const readSigned = (bytes: Buffer): Signed => {
  const outer = readDer(bytes)
  if (oidOf(part(outer, 0)) !== SIGNED_DATA) throw new RangeError('nothing signed')
  const data = part(part(outer, 1), 0)
  const content = part(data, 2)
  const certificates = (data.parts.find(({ tag }) => tag === 0xa0)?.parts ?? [])
    // Other kinds of certificates carry a tag of their own.
    .filter(({ tag }) => tag === 0x30)
    .map(readCertificate)
  const infos = data.parts.at(-1)
  if (infos?.tag !== 0x31 || infos.parts.length !== 1) throw new RangeError('not one signer')
  return {
    content: { kind: oidOf(part(content, 0)), value: content.parts[1]?.parts[0] ?? null },
    certificates,
    signer: readSigner(part(infos, 0), certificates),
  }
}

const readSigner = (info: Der, certificates: readonly Certificate[]): SignerInfo => {
  const [, id, digest, attributes, algorithm, signature] = info.parts
  if (id === undefined || digest === undefined || attributes?.tag !== 0xa0) throw new RangeError('no signed attributes')
  if (algorithm === undefined || signature?.tag !== 4) throw new RangeError('no signature')
  const hash = hashNamed(digest)
  const certificate = certificates.find(
    ({ issuer, serial }) => issuer.equals(part(id, 0).whole) && serial.equals(part(id, 1).body),
  )
  if (hash === null || certificate === undefined) throw new RangeError('signed with what is not known')
  return { certificate, hash, attributes, algorithm: oidOf(part(algorithm, 0)), signature: signature.body }
}

/** Whether the certificate's key signed exactly this content. Says nothing of who the certificate belongs to. */
export const isSignedBy = (
  { certificate, hash, attributes, algorithm, signature }: SignerInfo,
  content: Buffer,
): boolean => {
  const digests = attributes.parts.filter(attribute => oidOf(part(attribute, 0)) === MESSAGE_DIGEST)
  const said = digests[0]?.parts[1]?.parts[0]?.body
  const is = createHash(hash).update(content).digest()
  if (digests.length !== 1 || said?.length !== is.length || !timingSafeEqual(said, is)) return false
  if (!SIGNATURES.test(algorithm)) return false
  // The attributes are signed under the tag of a set, and kept under another one.
  const signed = Buffer.from(attributes.whole)
  signed[0] = 0x31
  try {
    return verify(hash, signed, certificate.x509.publicKey, signature)
  } catch {
    return false
  }
}
