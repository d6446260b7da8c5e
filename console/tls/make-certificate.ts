import { createPrivateKey, KeyObject, randomBytes, type webcrypto, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'

/** A certificate and its private key, both PEM. */
export type Pair = { readonly cert: string; readonly key: string }

const DAY = 86_400_000
const CA_LASTS = 3_650 * DAY
const LEAF_LASTS = 90 * DAY
/** A clock that is behind would find a new certificate not yet valid. */
const BEFORE = DAY
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** Loaded when a certificate is made: 180 ms and 20 MB, which a console with the company's own never spends. */
const load = async () => {
  // The library resolves its parts by metadata, and refuses to load before this is there.
  await import('reflect-metadata')
  return import('@peculiar/x509')
}

const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>
const pemOf = (key: webcrypto.CryptoKey): string =>
  KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString()
/** Positive and without a leading zero, as DER wants it. */
const newSerial = (): string => `4${randomBytes(16).toString('hex').slice(1)}`

/**
 * A certificate authority that signs certificates of servers and no further authority.
 * @param name what it is called where certificates are listed. @param now ms.
 */
export const makeCa = async (name: string, now: number): Promise<Pair> => {
  const x509 = await load()
  const keys = await newKeys()
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: [{ CN: [name.slice(0, 64)] }],
    notBefore: new Date(now - BEFORE),
    notAfter: new Date(now + CA_LASTS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { cert: `${made.toString('pem')}\n`, key: pemOf(keys.privateKey) }
}

/**
 * A server's certificate, signed by `ca`.
 * @param names host names and IP addresses that it is for. @param now ms. @param lasts ms; 90 days.
 */
export const makeLeaf = async (
  ca: Pair,
  names: readonly string[],
  now: number,
  lasts: number = LEAF_LASTS,
): Promise<Pair> => {
  const x509 = await load()
  const keys = await newKeys()
  const issuer = new X509Certificate(ca.cert)
  const made = await x509.X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: [{ CN: ['Waymark console'] }],
    issuer: new x509.X509Certificate(issuer.raw).subjectName,
    notBefore: new Date(Math.min(now, now + lasts) - BEFORE),
    notAfter: new Date(now + lasts),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: createPrivateKey(ca.key).toCryptoKey(ALGORITHM, true, ['sign']),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map(value => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey.toCryptoKey(ALGORITHM, true, ['verify'])),
    ],
  })
  return { cert: `${made.toString('pem')}\n`, key: pemOf(keys.privateKey) }
}
