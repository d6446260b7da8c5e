import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { enroll } from './enroll.ts'
import { loadIdentity } from './identity.ts'
import { scratchFolder, TEN } from './scratch.ts'

type Asked = { token: string; publicKey: string; signature: string }

/** A console that answers as the test says, over real HTTP. */
const bench = async (t: TestContext, answer: (response: ServerResponse, asked: Asked) => void) => {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    asked.push(JSON.parse(Buffer.concat(chunks).toString()))
    assert.equal(`${request.method} ${request.url}`, 'POST /api/v1/enroll')
    answer(response, asked.at(-1) as Asked)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const stateDir = await scratchFolder(t)
  const identity = await loadIdentity(stateDir)
  const console = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const run = (over: object = {}) => enroll({ console, token: 'a-token', identity, stateDir, now: () => TEN, ...over })
  return { run, asked, identity, stateDir, console }
}
const json = (status: number, body: unknown) => (response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

test('the token is exchanged once, by the holder of the key; afterwards nothing is asked', async t => {
  let device = ''
  const { run, asked, identity, stateDir, console } = await bench(t, response => json(200, { device })(response))
  device = identity.device
  assert.deepEqual(await run(), { is: 'enrolled', device, now: true })
  const [sent] = asked
  assert.ok(sent)
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: sent.publicKey }, format: 'jwk' })
  const text = `waymark enrolment\na-token\n${identity.publicKey}`
  assert.ok(verify(null, Buffer.from(text), key, Buffer.from(sent.signature, 'base64url')))
  assert.deepEqual(JSON.parse(await readFile(path.join(stateDir, 'enrolled.json'), 'utf8')), {
    console: `${console}/`,
    device,
    at: TEN,
  })
  assert.deepEqual(await run({ token: null }), { is: 'enrolled', device, now: false })
  assert.equal(asked.length, 1)
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
