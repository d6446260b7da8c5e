import type { DetailedPeerCertificate, TLSSocket } from 'node:tls'
import { visible } from '../../protocol/text.ts'

/** What a server showed of itself, as it may be shown. Instants are ms. */
export type CertificateSeen = {
  readonly names: string
  readonly issuer: string
  readonly begins: number
  readonly ends: number
}

const DEEPEST = 5

/**
 * The server's certificate and those above it that it sent. To be asked when the handshake is done and before the
 * verdict: with a bad one Node is rid of the socket and tells a code alone.
 */
export const certificatesOf = (socket: TLSSocket): readonly CertificateSeen[] => {
  const seen: CertificateSeen[] = []
  let one: Partial<DetailedPeerCertificate> | undefined = socket.getPeerCertificate(true)
  while (one?.valid_to !== undefined && seen.length < DEEPEST) {
    seen.push({
      names: visible((one.subjectaltname ?? '').replace(/\b(DNS|IP Address):/g, ''), 60) || 'nobody',
      issuer: visible(String(one.issuer?.CN ?? one.issuer?.O ?? 'nobody'), 48),
      begins: Date.parse(one.valid_from ?? ''),
      ends: Date.parse(one.valid_to),
    })
    // Who signed themselves are their own issuer, without end.
    if (one.issuerCertificate === one) break
    one = one.issuerCertificate
  }
  return seen
}
