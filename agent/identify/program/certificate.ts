import { X509Certificate } from 'node:crypto'
import { type Der, oidOf, part, readDer } from './der.ts'

/** A certificate, and how a signature refers to it: by issuer and serial number, as they stand in it. */
export type Certificate = {
  readonly x509: X509Certificate
  readonly issuer: Buffer
  readonly serial: Buffer
  /** Of the subject; null where it has none. */
  readonly organization: string | null
  readonly unit: string | null
  readonly commonName: string | null
}

/** @throws RangeError where it is none. */
export const readCertificate = (der: Der): Certificate => {
  const fields = part(der, 0).parts
  // The version stands first, and is left out of the oldest.
  const first = fields[0]?.tag === 0xa0 ? 1 : 0
  const [serial, , issuer, , subject] = fields.slice(first)
  if (serial === undefined || issuer === undefined || subject === undefined) throw new RangeError('no certificate')
  return {
    x509: x509Of(der.whole),
    issuer: issuer.whole,
    serial: serial.body,
    organization: named(subject, '2.5.4.10'),
    unit: named(subject, '2.5.4.11'),
    commonName: named(subject, '2.5.4.3'),
  }
}

const x509Of = (bytes: Buffer): X509Certificate => {
  try {
    return new X509Certificate(bytes)
  } catch {
    throw new RangeError('no certificate')
  }
}

/** The first attribute of a name that has this identifier. */
const named = (subject: Der, oid: string): string | null => {
  for (const set of subject.parts) {
    const attribute = part(set, 0)
    if (oidOf(part(attribute, 0)) !== oid) continue
    return textOf(part(attribute, 1))
  }
  return null
}

/** UTF8String, PrintableString and IA5String alike; BMPString and the rest are not in use any more. */
const textOf = ({ tag, body }: Der): string | null =>
  tag === 0x0c || tag === 0x13 || tag === 0x16 ? body.toString('utf8') : null

/** For a test, and for a certificate that stands alone. */
export const certificateOf = (bytes: Buffer): Certificate => readCertificate(readDer(bytes))
