import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { makeLeaf } from './make-certificate.ts'
import { authority, DAY, dial, serve } from './scratch.ts'

const { ca, leaf } = await authority('Test CA', Date.now())

test('who trusts the authority connects by each name of the certificate, and by no other', async t => {
  const { port } = await serve(t, leaf)
  const good = await dial(port, { ca: ca.cert })
  assert.ok(typeof good !== 'string')
  assert.equal(good.getProtocol(), 'TLSv1.3')
  good.destroy()
  assert.equal(await dial(port, { ca: ca.cert, host: 'other.example' }), 'ERR_TLS_CERT_ALTNAME_INVALID')
})

test('who trusts another authority of the same name does not', async t => {
  const { port } = await serve(t, leaf)
  const other = await authority('Test CA')
  assert.match(String(await dial(port, { ca: other.ca.cert })), /UNABLE_TO_|CERT_SIGNATURE_FAILURE/)
})

test('a certificate of a server signs none for others', async t => {
  const forged = await makeLeaf(leaf, ['localhost'], Date.now())
  const { port } = await serve(t, { cert: forged.cert + leaf.cert, key: forged.key })
  // Node has no word for what OpenSSL says: its key may not sign certificates.
  assert.match(String(await dial(port, { ca: ca.cert })), /INVALID_CA|UNSPECIFIED/)
})

test('addresses of both kinds, 90 days, and an authority of ten years that signs no other authority', async () => {
  const now = Date.UTC(2026, 10, 21)
  const made = await authority('Test CA', now)
  const pair = await makeLeaf(made.ca, ['waymark.example', '192.0.2.7', '2001:db8::7'], now)
  const certificate = new X509Certificate(pair.cert)
  assert.equal(certificate.checkHost('waymark.example'), 'waymark.example')
  assert.equal(certificate.checkIP('192.0.2.7'), '192.0.2.7')
  assert.equal(certificate.checkIP('2001:db8::7'), '2001:db8::7')
  assert.equal(certificate.checkIP('192.0.2.8'), undefined)
  assert.equal(Date.parse(certificate.validTo) - now, 90 * DAY)
  assert.ok(Date.parse(certificate.validFrom) < now)
  assert.equal(certificate.ca, false)
  const above = new X509Certificate(made.ca.cert)
  assert.ok(certificate.verify(above.publicKey))
  assert.equal(above.ca, true)
  assert.equal(Date.parse(above.validTo) - now, 3_650 * DAY)
})
