import { visible } from '../../protocol/text.ts'
import type { Authorities } from './authorities.ts'
import type { CertificateSeen } from './certificate-seen.ts'

export type TlsFailure = {
  /** Of OpenSSL or Node. */
  readonly code: string
  readonly message: string
  /** Whom the connection was for. */
  readonly host: string
  readonly seen: readonly CertificateSeen[]
  readonly from: Authorities['from']
  /** This machine's clock, ms. */
  readonly now: number
}

const UNKNOWN_ISSUER: ReadonlySet<string> = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
])
const TOO_OLD: ReadonlySet<string> = new Set(['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'ERR_SSL_UNSUPPORTED_PROTOCOL'])
const NO_TLS: ReadonlySet<string> = new Set(['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'])

const on = (instant: number): string =>
  Number.isFinite(instant) ? `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC` : 'an unknown day'

/** @returns a sentence: what is wrong and who mends it; null for what is no matter of TLS. */
export const tlsInWords = ({ code, message, host, seen, from, now }: TlsFailure): string | null => {
  const [own] = seen
  if (code === 'CERT_HAS_EXPIRED') {
    const ended = seen.find(({ ends }) => ends <= now) ?? own
    const when = ended === undefined ? '' : ` on ${on(ended.ends)}`
    return `the certificate of ${host} ended${when}, and this machine's clock says ${on(now)}: renew it at the console, or set the clock`
  }
  if (code === 'CERT_NOT_YET_VALID') {
    const early = seen.find(({ begins }) => begins > now) ?? own
    const when = early === undefined ? 'later' : `on ${on(early.begins)}`
    return `the certificate of ${host} begins ${when}, and this machine's clock says ${on(now)}: most likely the clock is behind, set it`
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `what answers at ${host} has a certificate for ${own?.names ?? 'others'}: mend the setting console, or have the console's certificate name ${host}`
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT')
    return `the certificate of ${host} is signed by itself and not trusted by ${from}: set trust.ca to it if it is the console's`
  if (UNKNOWN_ISSUER.has(code))
    return `the certificate of ${host} is signed by ${seen.at(-1)?.issuer ?? 'somebody'}, whom ${from} does not trust: set trust.ca, or if that is a firewall, exempt the console from TLS inspection`
  if (TOO_OLD.has(code))
    return `what answers at ${host} speaks no TLS 1.3, and nothing older is spoken: update what ends TLS`
  if (NO_TLS.has(code)) return `what answers at ${host} speaks no TLS: mend the address or port in the setting console`
  if (
    /^(CERT|ERR_SSL|ERR_TLS|CRL|INVALID|PATH_LENGTH|UNSPECIFIED|HOSTNAME|UNABLE_TO)_?/.test(code) ||
    code === 'EPROTO'
  )
    return `no secure connection to ${host} (${visible(code, 64)}: ${visible(message, 80)}): look at the console's certificate`
  return null
}
