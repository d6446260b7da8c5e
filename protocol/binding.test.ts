import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect as connectPlain, createServer as createPlain, Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { connect, createServer, type SecureVersion, type TLSSocket } from 'node:tls'
import { authority } from '../console/tls/scratch.ts'
import { bindingOf } from './binding.ts'

const { ca, leaf } = await authority('Binding CA')

/** Both ends of one real connection. */
const pair = async (t: TestContext, version: SecureVersion): Promise<[TLSSocket, TLSSocket]> => {
  const server = createServer({ cert: leaf.cert, key: leaf.key, minVersion: version, maxVersion: version })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const near = connect({ port, host: '127.0.0.1', servername: 'localhost', ca: ca.cert, minVersion: version })
  const [[far]] = await Promise.all([once(server, 'secureConnection'), once(near, 'secureConnect')])
  t.after(() => {
    near.destroy()
    far.destroy()
    server.close()
  })
  return [near, far]
}

test('both ends of a TLS 1.3 connection have the same, and no other connection has it', async t => {
  const [near, far] = await pair(t, 'TLSv1.3')
  assert.match(bindingOf(near) ?? '', /^[A-Za-z0-9_-]{43}$/)
  assert.equal(bindingOf(near), bindingOf(far))
  const [other] = await pair(t, 'TLSv1.3')
  assert.notEqual(bindingOf(other), bindingOf(near))
})

test('RFC 9266: the exporter by that label, 32 bytes, without a context', async t => {
  const [near] = await pair(t, 'TLSv1.3')
  const exported = near.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0))
  assert.equal(bindingOf(near), exported.toString('base64url'))
})

test('an older TLS has none', async t => {
  const [near, far] = await pair(t, 'TLSv1.2')
  assert.deepEqual([bindingOf(near), bindingOf(far)], [null, null])
})

test('plain http has the empty one', async t => {
  const server = createPlain().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connectPlain((server.address() as AddressInfo).port, '127.0.0.1')
  t.after(() => {
    socket.destroy()
    server.close()
  })
  await once(socket, 'connect')
  assert.ok(socket instanceof Socket)
  assert.equal(bindingOf(socket), '')
})
