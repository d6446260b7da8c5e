import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { createSecureContext } from 'node:tls'
import type { Pair } from './make-certificate.ts'

/** A pair that a server can speak with. Instants are ms. */
export type Certificate = {
  readonly pair: Pair
  readonly begins: number
  readonly ends: number
  /** Whether it is for this host name or IP address. */
  readonly isFor: (name: string) => boolean
}

/** Thrown for a certificate or key that cannot be used. Its message is a sentence without the key. */
export class BadCertificate extends Error {
  override readonly name = 'BadCertificate'
  /** Whether there is no such file. */
  readonly missing: boolean
  constructor(message: string, missing = false) {
    super(message)
    this.missing = missing
  }
}

/**
 * Whether the two belong together and can be spoken with; whether the time is right is the caller's to ask.
 * @throws BadCertificate.
 */
export const readPair = (pair: Pair): Certificate => {
  const leaf = certificateIn(pair.cert)
  if (!leaf.checkPrivateKey(keyIn(pair.key))) throw new BadCertificate('the key is not that of the certificate')
  try {
    createSecureContext({ ...pair, minVersion: 'TLSv1.3' })
  } catch (error) {
    throw new BadCertificate(`TLS refuses it: ${(error as Error).message}`)
  }
  return {
    pair,
    begins: Date.parse(leaf.validFrom),
    ends: Date.parse(leaf.validTo),
    isFor: name => (isIP(name) === 0 ? leaf.checkHost(name) : leaf.checkIP(name)) !== undefined,
  }
}

const certificateIn = (pem: string): X509Certificate => {
  try {
    return new X509Certificate(pem)
  } catch {
    throw new BadCertificate('there is no certificate in PEM form in it')
  }
}

const keyIn = (pem: string): KeyObject => {
  if (/ENCRYPTED/.test(pem)) throw new BadCertificate('the key is locked with a passphrase: give one without')
  try {
    return createPrivateKey(pem)
  } catch {
    throw new BadCertificate('there is no private key in PEM form in it')
  }
}
