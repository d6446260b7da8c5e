import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TlsFailure, tlsInWords } from './tls-words.ts'

const HOST = 'waymark-console.berlin.office.example.com'
const now = Date.UTC(2026, 10, 21, 10)
const seen = [
  { names: `${'n'.repeat(59)}…`, issuer: `${'i'.repeat(47)}…`, begins: now - 1_000, ends: now + 1_000 },
  { names: 'nobody', issuer: 'Root', begins: now - 60_000, ends: now - 60_000 },
]
const words = (over: Partial<TlsFailure>): string | null =>
  tlsInWords({ code: '', message: 'm'.repeat(400), host: HOST, seen, from: 'trust.ca', now, ...over })

const codes: readonly [code: string, says: RegExp][] = [
  [
    'CERT_HAS_EXPIRED',
    /ended on 2026-11-21 09:59 UTC, .* clock says 2026-11-21 10:00 UTC: renew it at the console, or set/,
  ],
  ['CERT_NOT_YET_VALID', /begins on .* clock is behind, set it$/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /mend the setting console, or have the console's certificate name/],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /signed by itself .* set trust\.ca to it if it is the console's$/],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /signed by Root, whom trust\.ca does not trust: .* TLS inspection$/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /TLS inspection$/],
  ['SELF_SIGNED_CERT_IN_CHAIN', /TLS inspection$/],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', /no TLS 1\.3, and nothing older is spoken: update what ends TLS$/],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', /no TLS 1\.3/],
  ['ERR_SSL_WRONG_VERSION_NUMBER', /speaks no TLS: mend the address or port/],
  ['CERT_REVOKED', /^no secure connection to .* \(CERT_REVOKED: .*\): look at the console's certificate$/],
  ['INVALID_PURPOSE', /look at the console's certificate$/],
  ['EPROTO', /look at the console's certificate$/],
]
for (const [code, says] of codes)
  test(`${code}: what is wrong and who mends it, whole in what status shows`, () => {
    for (const shown of [seen, seen.slice(0, 1)]) {
      const said = words({ code, seen: shown }) ?? ''
      assert.ok(said.length <= 256, `${said.length}: ${said}`)
    }
    assert.match(words({ code }) ?? '', says)
  })

test('without a certificate to look at, what can be said is said', () => {
  for (const [code] of codes) assert.doesNotMatch(words({ code, seen: [] }) ?? 'undefined', /undefined|Invalid|NaN/)
  assert.match(
    words({ code: 'CERT_HAS_EXPIRED', seen: [] }) ?? '',
    /^the certificate of \S+ ended, and this machine's clock/,
  )
})

test('what is no matter of TLS has no such words', () => {
  for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'ECONNRESET', '']) assert.equal(words({ code }), null)
})
