import assert from 'node:assert/strict'
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { enroll } from './enroll.ts'
import { loadIdentity } from './identity.ts'
import { scratchFolder, TEN } from './scratch.ts'

type Asked = Record<string, string>
type Answer = (response: ServerResponse, asked: Asked) => void

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const CONSOLE = String(publicKey.export({ format: 'jwk' }).x)
const DIGEST = createHash('sha256').update(Buffer.from(CONSOLE, 'base64url')).digest('base64url').slice(0, 22)
const signed = (by: KeyObject, ...lines: string[]): string =>
  sign(null, Buffer.from(lines.join('\n')), by).toString('base64url')

/** Proves itself as the console does, over what it was asked. */
const opens =
  (over: object = {}): Answer =>
  (response, { nonce = '' }) =>
    json(200, {
      wire: 3,
      key: CONSOLE,
      formerly: [],
      signature: signed(privateKey, 'waymark enrolment opening', nonce, CONSOLE, ''),
      ...over,
    })(response)

/** A console that answers as the test says, over real HTTP. */
const bench = async (t: TestContext, answer: Answer, open: Answer = opens()) => {
  const asked: Asked[] = []
  const sockets = new Set<unknown>()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const one: Asked = JSON.parse(Buffer.concat(chunks).toString())
    asked.push(one)
    sockets.add(request.socket)
    assert.equal(`${request.method} ${request.url}`, 'POST /api/v1/enroll')
    if (one.step === 'open') open(response, one)
    else answer(response, one)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const stateDir = await scratchFolder(t)
  const identity = await loadIdentity(stateDir)
  const console = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const token = `a-token.${DIGEST}`
  const run = (over: object = {}) => enroll({ console, token, identity, stateDir, now: () => TEN, ...over })
  return { run, asked, sockets, identity, stateDir, console }
}
const json = (status: number, body: unknown) => (response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

test('the token is exchanged once, by the holder of the key; afterwards nothing is asked', async t => {
  let device = ''
  const { run, asked, sockets, identity, stateDir, console } = await bench(t, response =>
    json(200, { device })(response),
  )
  device = identity.device
  assert.deepEqual(await run(), { is: 'enrolled', device, now: true })
  const [opening, sent] = asked
  assert.ok(opening && sent)
  assert.deepEqual(Object.keys(opening), ['step', 'wire', 'nonce'], 'the opening tells nothing about the device')
  assert.equal(sockets.size, 1, 'the token goes by the connection over which the console was proven')
  assert.equal(sent.token, 'a-token', 'the digest stays here')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: identity.publicKey }, format: 'jwk' })
  const text = ['waymark enrolment', 'a-token', identity.publicKey, CONSOLE, ''].join('\n')
  assert.ok(verify(null, Buffer.from(text), key, Buffer.from(sent.signature ?? '', 'base64url')))
  assert.deepEqual(JSON.parse(await readFile(path.join(stateDir, 'enrolled.json'), 'utf8')), {
    console: `${console}/`,
    device,
    at: TEN,
    key: CONSOLE,
  })
  assert.deepEqual(await run({ token: null }), { is: 'enrolled', device, now: false })
  assert.equal(asked.length, 2)
})

const answers: readonly { why: string; answer: (response: ServerResponse) => void; is: string; says: RegExp }[] = [
  {
    why: 'a token that was used up',
    answer: json(403, { error: { code: 'token-refused', message: 'Used up.\u001b[2J' } }),
    is: 'refused',
    says: /^Used up\.\\u\{1b\}\[2J$/,
  },
  { why: 'a refusal without words', answer: json(400, {}), is: 'refused', says: /answers 400/ },
  {
    why: 'a redirect',
    answer: response => void response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end(),
    is: 'refused',
    says: /redirect/,
  },
  { why: 'a proxy that is ill', answer: json(502, {}), is: 'unreachable', says: /502/ },
  { why: 'too many at once', answer: json(429, {}), is: 'unreachable', says: /429/ },
  { why: 'a page', answer: response => void response.end('<html>'), is: 'refused', says: /no Waymark console/ },
  { why: 'another device', answer: json(200, { device: `d-${'0'.repeat(32)}` }), is: 'refused', says: /another/ },
  { why: 'no end', answer: response => void response.end('x'.repeat(200_000)), is: 'unreachable', says: /more than/ },
  {
    why: 'a connection that breaks',
    answer: response => void response.socket?.destroy(),
    is: 'unreachable',
    says: /./,
  },
]
for (const { why, answer, is, says } of answers)
  test(`told in words, and not remembered: ${why}`, async t => {
    const { run, stateDir } = await bench(t, answer)
    const enrolment = await run()
    assert.ok(enrolment.is !== 'enrolled')
    assert.equal(enrolment.is, is)
    assert.match(enrolment.reason, says)
    await assert.rejects(readFile(path.join(stateDir, 'enrolled.json')), /ENOENT/)
  })

test('nothing is asked over plain http elsewhere, nor without a token', async t => {
  const { run, asked } = await bench(t, json(200, {}))
  const plain = await run({ console: 'http://waymark.example' })
  assert.ok(plain.is === 'refused')
  assert.match(plain.reason, /https/)
  assert.deepEqual(await run({ token: null }), { is: 'refused', reason: 'no enrolment token is set' })
  assert.equal(asked.length, 0)
})

test('nobody there', async t => {
  const { run } = await bench(t, json(200, {}))
  const enrolment = await run({ console: 'http://127.0.0.1:1' })
  assert.equal(enrolment.is, 'unreachable')
})

/** Each is met with a token in hand, and must not see it. */
const impostors: readonly { why: string; open: Answer; over?: object; says: RegExp }[] = [
  {
    why: 'another key than the token is for',
    open: (response, { nonce = '' }) => {
      const other = generateKeyPairSync('ed25519')
      const key = String(other.publicKey.export({ format: 'jwk' }).x)
      opens({ key, signature: signed(other.privateKey, 'waymark enrolment opening', nonce, key, '') })(response, {})
    },
    says: /which is not the one that the enrolment token is for/,
  },
  {
    why: 'the right key, and a signature over another nonce',
    open: response => opens()(response, { nonce: 'A'.repeat(43) }),
    says: /its signature does not hold/,
  },
  {
    why: 'the right key, bound to another connection',
    open: (response, { nonce = '' }) =>
      opens({ signature: signed(privateKey, 'waymark enrolment opening', nonce, CONSOLE, 'B'.repeat(43)) })(
        response,
        {},
      ),
    says: /its signature does not hold/,
  },
  {
    why: 'a key that trust.keys does not list, whatever the token says',
    open: opens(),
    over: { keys: ['A'.repeat(43)] },
    says: /which trust\.keys does not list/,
  },
]
for (const { why, open, over = {}, says } of impostors)
  test(`an impostor sees neither token nor device: ${why}`, async t => {
    const { run, asked } = await bench(t, json(500, {}), open)
    const enrolment = await run(over)
    assert.ok(enrolment.is === 'not-proven')
    assert.match(enrolment.reason, says)
    assert.deepEqual(
      asked.map(({ step }) => step),
      ['open'],
    )
  })

test('a connection that ends between the two questions: the token is not sent over another', async t => {
  const { run, asked, sockets } = await bench(t, json(200, {}), (response, said) => {
    response.setHeader('connection', 'close')
    opens()(response, said)
  })
  const enrolment = await run()
  assert.equal(enrolment.is, 'unreachable')
  assert.equal(sockets.size, 1)
  assert.equal(asked.length, 1)
})

test('F29: a console of another version is told with both', async t => {
  const { run } = await bench(t, json(200, {}), json(200, { wire: 4, shape: 'of its own' }))
  const enrolment = await run()
  assert.ok(enrolment.is === 'refused')
  assert.match(enrolment.reason, /console speaks wire 4, the agent wire 3/)
})

test('a token without a digest trusts whoever answers, this once; a damaged one is not tried', async t => {
  let device = ''
  const { run, asked, identity } = await bench(t, response => json(200, { device })(response))
  device = identity.device
  const damaged = await run({ token: `a-token.${DIGEST.slice(1)}` })
  assert.ok(damaged.is === 'refused')
  assert.match(damaged.reason, /damaged/)
  assert.equal(asked.length, 0)
  assert.equal((await run({ token: 'a-token' })).is, 'enrolled')
})

test('a console that was met before is the one that a token without a digest is shown to', async t => {
  const { run, asked, stateDir, console } = await bench(t, json(500, {}))
  const key = `${'B'.repeat(42)}A`
  const before = { console: `${console}/`, device: `d-${'0'.repeat(32)}`, at: TEN, key }
  await writeFile(path.join(stateDir, 'enrolled.json'), JSON.stringify(before), { mode: 0o600 })
  const enrolment = await run({ token: 'a-token' })
  assert.ok(enrolment.is === 'not-proven')
  assert.match(enrolment.reason, /which is not the one that this device enrolled with/)
  assert.equal(asked.length, 1)
})
