import type { Certificate } from './certificate.ts'

/** SHA-256 of a certificate, and whose it is. */
export type Authorities = ReadonlyMap<string, string>

/**
 * Whom we believe when they say who somebody is: certificates, by their SHA-256, of authorities that issue code signing
 * certificates to organizations whose names they have checked. Not the roots above them: those also issue to people who
 * name themselves. Each was seen in the file named. A vendor whose authority is missing here has no proven signer.
 */
const AUTHORITIES: Authorities = new Map([
  ['f16cd3c54c7f83cea4bf1a3e6a0819c8aaa8e4a1528fd144715f350643d2df3a', 'Apple, Developer ID G2: Claude Code for macOS'],
  ['7afc9d01a62f03a2de9637936d4afe68090d2de18d03f29c88cfb0b1ba63587f', 'Apple, Developer ID: Node.js for macOS'],
  [
    '46011ede1c147eb2bc731a539b7c047b7ee93e48b9d3c3ba710ce132bbdfac6b',
    'DigiCert, Code Signing 2021 CA1: Claude Code for Windows',
  ],
  [
    '3d29798cc5d3f0644a7e0dc9cb1cade523ea5ec83b335109b605bfeaa7d5f5c1',
    'Microsoft, ID Verified PCA 2021: Node.js for Windows',
  ],
])

const CODE_SIGNING = '1.3.6.1.5.5.7.3.3'
const LONGEST = 6

/**
 * Whether an authority that we believe vouches for this certificate. Dates are not looked at: what was signed while a
 * certificate held stays signed, and only a countersigned time would tell. Nor are revocations: they lie on the network.
 * @param among certificates that came along.
 */
export const isVouchedFor = (
  leaf: Certificate,
  among: readonly Certificate[],
  authorities: Authorities = AUTHORITIES,
): boolean => {
  if (leaf.x509.ca || !(leaf.x509.keyUsage ?? []).includes(CODE_SIGNING)) return false
  let below = leaf
  for (let i = 0; i < LONGEST; i++) {
    const above = among.find(each => each.x509.ca && isIssued(below, each))
    if (above === undefined) return false
    if (authorities.has(fingerprint(above))) return true
    below = above
  }
  return false
}

const isIssued = ({ x509 }: Certificate, by: Certificate): boolean => {
  try {
    return x509.checkIssued(by.x509) && x509.verify(by.x509.publicKey)
  } catch {
    return false
  }
}

const fingerprint = ({ x509 }: Certificate): string => x509.fingerprint256.replaceAll(':', '').toLowerCase()
