import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { TLSSocket } from 'node:tls'
import { makeCa, makeLeaf } from '../../console/tls/make-certificate.ts'
import { authority, DAY, NAMES, selfSigned } from '../../console/tls/scratch.ts'
import { NotSecure } from './not-secure.ts'
import { scratchFolder } from './scratch.ts'
import { dialed, portOf, startProxy, startTls } from './tls-double.ts'

const ours = await authority('Our CA')
const others = await authority('Firewall CA')

const caFile = async (t: TestContext, pem: string): Promise<string> => {
  const file = path.join(await scratchFolder(t), 'ca.pem')
  await writeFile(file, pem)
  return file
}
/** That the connection stands: a request over it is answered. */
const stands = async (made: Socket | Error): Promise<void> => {
  assert.ok(made instanceof TLSSocket, String(made))
  assert.equal(made.getProtocol(), 'TLSv1.3')
  assert.ok(made.authorized)
  made.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
  const [answer] = await once(made, 'data')
  assert.match(String(answer), /^HTTP\/1\.1 200/)
}
const notSecure = (made: unknown, says: RegExp): void => {
  assert.ok(made instanceof NotSecure, String(made))
  assert.match(made.message, says)
  assert.ok(made.message.length <= 256, `${made.message.length} characters are more than status shows`)
}

test('F20: by the authority of trust.ca, by name and by address', async t => {
  const port = portOf(await startTls(t, ours.leaf))
  const ca = await caFile(t, ours.ca.cert)
  await stands(await dialed(t, port, { ca }))
  await stands(await dialed(t, port, { ca, host: '127.0.0.1' }))
})

test("F20: by the system's list, where no trust.ca is set; one of them stands for a change", async t => {
  const port = portOf(await startTls(t, ours.leaf))
  const SSL_CERT_FILE = await caFile(t, others.ca.cert + ours.ca.cert)
  await stands(await dialed(t, port, { env: { SSL_CERT_FILE } }))
  await stands(await dialed(t, port, { ca: SSL_CERT_FILE }))
  notSecure(await dialed(t, port, { ca: null }), /whom the system does not trust/)
})

test('F20: trust.ca alone counts where it is set, whomever the system trusts', async t => {
  const port = portOf(await startTls(t, others.leaf))
  const env = { SSL_CERT_FILE: await caFile(t, others.ca.cert) }
  await stands(await dialed(t, port, { env }))
  const made = await dialed(t, port, { env, ca: await caFile(t, ours.ca.cert) })
  notSecure(made, /signed by Firewall CA, whom trust\.ca does not trust: .* exempt the console from TLS inspection/)
})

const now = Date.now()
const self = await makeLeaf(await makeCa('x', now), ['other.example', '192.0.2.9'], now)
const dated = async (begins: number, lasts: number) => makeLeaf(ours.ca, NAMES, begins, lasts)
const utc = (instant: number): string => new Date(instant).toISOString().slice(0, 16).replace('T', ' ')
const bad: readonly { why: string; pair: { cert: string; key: string }; says: (now: number) => RegExp }[] = [
  {
    why: 'ended',
    pair: await dated(now, -3 * DAY),
    says: at =>
      new RegExp(
        `^the certificate of localhost ended on ${utc(at - 3 * DAY)} UTC, and this machine's clock says ${utc(at)} UTC: renew it at the console, or set the clock$`,
      ),
  },
  {
    why: 'not begun',
    pair: await dated(now + 31 * DAY, 60 * DAY),
    says: at =>
      new RegExp(
        `begins on ${utc(at + 30 * DAY)} UTC, and this machine's clock says ${utc(at)} UTC: .* clock is behind`,
      ),
  },
  {
    why: 'for another host',
    pair: await makeLeaf(ours.ca, ['other.example', '192.0.2.9'], now),
    says: () => /^what answers at localhost has a certificate for other\.example, 192\.0\.2\.9: mend/,
  },
  {
    why: 'signed by itself',
    pair: await selfSigned(),
    says: () => /^the certificate of localhost is signed by itself and not trusted by trust\.ca: /,
  },
  { why: 'of an unknown authority', pair: self, says: () => /signed by x, whom trust\.ca does not trust/ },
  {
    why: 'of an unknown authority that is sent along',
    pair: { cert: others.leaf.cert + others.ca.cert, key: others.leaf.key },
    says: () => /signed by Firewall CA, whom trust\.ca does not trust/,
  },
]
for (const { why, pair, says } of bad)
  for (const through of ['directly', 'through a proxy'])
    test(`F20: refused in a sentence, ${through}: ${why}`, async t => {
      const port = portOf(await startTls(t, pair))
      const env = through === 'directly' ? {} : { HTTPS_PROXY: `127.0.0.1:${(await startProxy(t)).port}` }
      const ca = await caFile(t, ours.ca.cert)
      notSecure(await dialed(t, port, { ca, env, near: false, now: () => now }), says(now))
    })

test('F20: what a certificate calls itself is shown escaped', async t => {
  const evil = await authority('\u001b[2J\u202Eevil')
  const port = portOf(await startTls(t, evil.leaf))
  const made = await dialed(t, port, { ca: await caFile(t, ours.ca.cert) })
  notSecure(made, /signed by \\u\{1b\}\[2J\\u\{202e\}evil, whom/)
})

for (const version of ['TLSv1.1', 'TLSv1.2'] as const)
  test(`F20: nothing older than TLS 1.3: ${version}`, async t => {
    const port = portOf(await startTls(t, ours.leaf, version))
    notSecure(
      await dialed(t, port, { ca: await caFile(t, ours.ca.cert) }),
      /^what answers at localhost speaks no TLS 1\.3/,
    )
  })

test('F20: a port that speaks no TLS, or nothing at all', async t => {
  const ca = await caFile(t, ours.ca.cert)
  const startPlain = async (said: string): Promise<number> => {
    const server = createServer(socket => socket.on('error', () => {}).end(said)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.after(() => server.close())
    return portOf(server)
  }
  notSecure(await dialed(t, await startPlain('HTTP/1.1 400 Bad Request\r\n\r\n'), { ca }), /speaks no TLS: mend/)
  const closed = await dialed(t, await startPlain(''), { ca })
  assert.ok(closed instanceof Error && !(closed instanceof NotSecure))
  const nobody = await dialed(t, 1, { ca })
  assert.ok(nobody instanceof Error && /ECONNREFUSED/.test(nobody.message))
})

test('trust.ca is told by its path where it cannot be used, and nothing stands in for it', async t => {
  const port = portOf(await startTls(t, ours.leaf))
  const env = { SSL_CERT_FILE: await caFile(t, ours.ca.cert) }
  const dir = await scratchFolder(t)
  const missing = path.join(dir, 'none.pem')
  notSecure(await dialed(t, port, { env, ca: missing }), /^trust\.ca: .*none\.pem: cannot be read \(ENOENT\): put/)
  await mkdir(path.join(dir, 'folder'))
  notSecure(await dialed(t, port, { env, ca: path.join(dir, 'folder') }), /^trust\.ca: .*folder: cannot be read/)
  for (const text of ['', 'hello', ours.ca.key, ours.ca.cert.slice(0, 200), ours.ca.cert.replace('MII', 'AAA')])
    notSecure(
      await dialed(t, port, { env, ca: await caFile(t, text) }),
      /^trust\.ca: .*ca\.pem: holds no authority in PEM/,
    )
})

test('a machine without a list of authorities is told so', async t => {
  const port = portOf(await startTls(t, ours.leaf))
  notSecure(
    await dialed(t, port, { env: { SSL_CERT_FILE: '/nowhere.crt' } }),
    /lists no authorities \(\/nowhere\.crt\)/,
  )
})

test('F20: certificate and authority replaced while the agent runs: the next connection is by the new ones', async t => {
  const server = await startTls(t, ours.leaf)
  const port = portOf(server)
  const ca = await caFile(t, ours.ca.cert)
  await stands(await dialed(t, port, { ca }))
  server.setSecureContext(others.leaf)
  notSecure(await dialed(t, port, { ca }), /whom trust\.ca does not trust/)
  await writeFile(ca, ours.ca.cert + others.ca.cert)
  await stands(await dialed(t, port, { ca }))
})

test('through a proxy: asked for the name, with the password; the certificate is still the console’s', async t => {
  const port = portOf(await startTls(t, ours.leaf))
  const proxy = await startProxy(t)
  const ca = await caFile(t, ours.ca.cert)
  const made = await dialed(t, port, {
    ca,
    near: false,
    env: { HTTPS_PROXY: `http://lin:secret@127.0.0.1:${proxy.port}` },
  })
  await stands(made)
  assert.deepEqual(
    proxy.asked.map(({ url, headers }) => [url, headers['proxy-authorization']]),
    [[`localhost:${port}`, `Basic ${btoa('lin:secret')}`]],
  )
  assert.ok(made instanceof TLSSocket)
  assert.equal(made.getPeerX509Certificate()?.fingerprint256, new X509Certificate(ours.leaf.cert).fingerprint256)
})

test('past the proxy: what NO_PROXY names, and always this machine', async t => {
  const port = portOf(await startTls(t, ours.leaf))
  const proxy = await startProxy(t)
  const ca = await caFile(t, ours.ca.cert)
  const HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`
  await stands(await dialed(t, port, { ca, near: false, env: { HTTPS_PROXY, NO_PROXY: 'localhost' } }))
  await stands(await dialed(t, port, { ca, near: true, env: { HTTPS_PROXY } }))
  assert.equal(proxy.asked.length, 0)
})

const turnedAway: readonly [answer: number, says: RegExp][] = [
  [407, /^the proxy 127\.0\.0\.1:\d+ asks for a name and password: write them into HTTPS_PROXY$/],
  [403, /lets nobody through to localhost:\d+: IT has to allow it there$/],
  [502, /makes no way to localhost:\d+ \(502\)/],
]
for (const [answer, says] of turnedAway)
  test(`a proxy that turns away is told as such: ${answer}`, async t => {
    const { port } = await startProxy(t, answer)
    const env = { HTTPS_PROXY: `http://lin:secret@127.0.0.1:${port}` }
    const made = await dialed(t, 9, { env, near: false })
    assert.ok(made instanceof Error && !(made instanceof NotSecure))
    assert.match(made.message, says)
    assert.doesNotMatch(made.message, /secret/)
  })

test('a proxy that is not there is told as such', async t => {
  const made = await dialed(t, 9, { env: { HTTPS_PROXY: 'http://lin:secret@127.0.0.1:1' }, near: false })
  assert.ok(made instanceof Error)
  assert.equal(made.message, 'the proxy 127.0.0.1:1 (HTTPS_PROXY) cannot be reached: ECONNREFUSED')
})

test('a proxy over TLS is held to the list of the system', async t => {
  const tlsProxy = await startProxy(t, 200, others.leaf)
  const port = portOf(await startTls(t, ours.leaf))
  const ca = await caFile(t, ours.ca.cert)
  const HTTPS_PROXY = `https://localhost:${tlsProxy.port}`
  const trusting = { HTTPS_PROXY, SSL_CERT_FILE: await caFile(t, others.ca.cert) }
  await stands(await dialed(t, port, { ca, near: false, env: trusting }))
  const made = await dialed(t, port, { ca, near: false, env: { HTTPS_PROXY, SSL_CERT_FILE: ca } })
  assert.ok(made instanceof Error)
  assert.match(made.message, /^the proxy localhost:\d+ \(HTTPS_PROXY\) cannot be reached: UNABLE_TO_VERIFY/)
})
