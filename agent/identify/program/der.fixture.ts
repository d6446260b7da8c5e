import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { type Certificate, certificateOf } from './certificate.ts'

/** Writes the DER that tests read, with throw-away keys: certificates, and what they sign. */

export const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  const size = body.length
  const length =
    size < 0x80
      ? [size]
      : size < 0x100
        ? [0x81, size]
        : size < 0x10000
          ? [0x82, size >> 8, size & 0xff]
          : [0x83, size >> 16, (size >> 8) & 0xff, size & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}
export const seq = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts)
export const set = (...parts: readonly Buffer[]): Buffer => der(0x31, ...parts)
export const int = (value: number): Buffer => der(2, Buffer.from([value]))
export const octets = (bytes: Buffer): Buffer => der(4, bytes)
export const oid = (text: string): Buffer => {
  const [top = 0, second = 0, ...rest] = text.split('.').map(Number)
  const bytes = [top * 40 + second, ...rest].flatMap(number => {
    const sevens = [number & 0x7f]
    for (let left = Math.floor(number / 128); left > 0; left = Math.floor(left / 128))
      sevens.unshift((left & 0x7f) | 0x80)
    return sevens
  })
  return der(6, Buffer.from(bytes))
}
const NULL = der(5)
const ECDSA = seq(oid('1.2.840.10045.4.3.2'))
export const SHA256 = seq(oid('2.16.840.1.101.3.4.2.1'), NULL)

export type Identity = {
  readonly key: KeyObject
  readonly name: Buffer
  readonly bytes: Buffer
  readonly certificate: Certificate
}

type Wanted = {
  readonly organization: string
  readonly unit?: string
  readonly ca?: boolean
  readonly codeSigning?: boolean
  /** Who issues it; itself, where nobody does. */
  readonly by?: Identity
  readonly serial?: number
}

export const identity = ({ organization, unit, ca = false, codeSigning = !ca, by, serial = 1 }: Wanted): Identity => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const attribute = (type: string, text: string): Buffer => set(seq(oid(type), der(0x0c, Buffer.from(text))))
  const name = seq(attribute('2.5.4.10', organization), ...(unit === undefined ? [] : [attribute('2.5.4.11', unit)]))
  const extension = (type: string, value: Buffer): Buffer => seq(oid(type), octets(value))
  const extensions = [
    extension('2.5.29.19', ca ? seq(der(1, Buffer.from([0xff]))) : seq()),
    ...(codeSigning ? [extension('2.5.29.37', seq(oid('1.3.6.1.5.5.7.3.3')))] : []),
  ]
  const dates = ['20200101000000Z', '20400101000000Z'].map(date => der(0x18, Buffer.from(date)))
  const tbs = seq(
    der(0xa0, int(2)),
    int(serial),
    ECDSA,
    by?.name ?? name,
    seq(...dates),
    name,
    createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })).export({ type: 'spki', format: 'der' }),
    der(0xa3, seq(...extensions)),
  )
  const signature = sign('sha256', tbs, by?.key ?? privateKey)
  const bytes = seq(tbs, ECDSA, der(3, Buffer.from([0]), signature))
  return { key: privateKey, name, bytes, certificate: certificateOf(bytes) }
}

/** An authority and whom it vouches for. */
export const vouched = (organization: string, unit?: string): { authority: Identity; signer: Identity } => {
  const authority = identity({ organization: 'An Authority', ca: true })
  return {
    authority,
    signer: identity({ organization, ...(unit === undefined ? {} : { unit }), by: authority, serial: 7 }),
  }
}

/** @param content its DER; `detached`: left out of the signature, as Apple does. */
export const signedBy = (
  { key, certificate, bytes }: Identity,
  content: { readonly kind: string; readonly signed: Buffer; readonly inside: Buffer | null },
  others: readonly Identity[],
): Buffer => {
  const digest = createHash('sha256').update(content.signed).digest()
  const attributes = [
    seq(oid('1.2.840.113549.1.9.3'), set(oid(content.kind))),
    seq(oid('1.2.840.113549.1.9.4'), set(octets(digest))),
  ]
  const info = seq(
    int(1),
    seq(certificate.issuer, der(2, certificate.serial)),
    SHA256,
    der(0xa0, ...attributes),
    ECDSA,
    octets(sign('sha256', set(...attributes), key)),
  )
  const inside = content.inside === null ? [] : [der(0xa0, content.inside)]
  const certificates = der(0xa0, bytes, ...others.map(other => other.bytes))
  const data = seq(int(1), set(SHA256), seq(oid(content.kind), ...inside), certificates, set(info))
  return seq(oid('1.2.840.113549.1.7.2'), der(0xa0, data))
}
