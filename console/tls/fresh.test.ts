import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type TestContext, test } from 'node:test'
import { readPair } from './certificate.ts'
import { openFresh } from './fresh.ts'
import type { Pair } from './make-certificate.ts'
import { authority, DAY, dial, serve } from './scratch.ts'
import { contextOf } from './speak.ts'

const first = await authority('First')
const second = await authority('Second')

const bench = async (t: TestContext, over: { first?: Pair; now?: () => number } = {}) => {
  const { server, port } = await serve(t, over.first ?? first.leaf)
  const said: string[] = []
  const say = (level: string) => (what: object, message: string) =>
    void said.push(`${level} ${message} ${'why' in what ? what.why : ''}`.trim())
  const held = { now: over.first ?? first.leaf }
  const fresh = openFresh({
    first: readPair(held.now),
    read: async () => held.now,
    use: pair => server.setSecureContext(contextOf(pair)),
    now: over.now ?? Date.now,
    log: { info: say('info'), warn: say('warn'), error: say('error') },
  })
  return { port, fresh, held, said }
}

test('F20: a certificate of another authority is served from the next connection on; those that stand go on', async t => {
  const { port, fresh, held, said } = await bench(t)
  const standing = await dial(port, { ca: first.ca.cert })
  assert.ok(typeof standing !== 'string')
  held.now = second.leaf
  await fresh.check()
  const after = await dial(port, { ca: second.ca.cert })
  assert.ok(typeof after !== 'string')
  after.destroy()
  assert.match(String(await dial(port, { ca: first.ca.cert })), /UNABLE_TO_/)
  standing.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  const [answer] = await once(standing, 'data')
  assert.match(String(answer), /^HTTP\/1\.1 200/)
  assert.equal(fresh.current().pair, second.leaf)
  assert.deepEqual(said, ['info another certificate is served'])
})

test('F20: below TLS 1.3 nobody is let in, after a change of the certificate neither', async t => {
  const { port, fresh, held } = await bench(t)
  assert.match(String(await dial(port, { ca: first.ca.cert, maxVersion: 'TLSv1.2' })), /PROTOCOL_VERSION/)
  held.now = second.leaf
  await fresh.check()
  assert.match(String(await dial(port, { ca: second.ca.cert, maxVersion: 'TLSv1.2' })), /PROTOCOL_VERSION/)
})

const ended = await authority('Ended', Date.now(), -DAY)
const early = await authority('Early', Date.now() + 30 * DAY)
const broken = [
  { why: 'ended', pair: ended.leaf, says: /it ended on \d/ },
  { why: 'not begun', pair: early.leaf, says: /it begins only on \d/ },
  { why: 'half written', pair: { ...second.leaf, cert: second.leaf.cert.slice(0, 200) }, says: /no certificate/ },
  { why: 'beside another key', pair: { ...second.leaf, key: first.leaf.key }, says: /not that of the certificate/ },
]
for (const { why, pair, says } of broken)
  test(`F20: one that is ${why} is told once, at the second reading, and the one before stays`, async t => {
    const { port, fresh, held, said } = await bench(t)
    held.now = pair
    await fresh.check()
    assert.deepEqual(said, [])
    for (let i = 0; i < 3; i++) await fresh.check()
    assert.equal(said.length, 1)
    assert.match(said[0] ?? '', /^error a new certificate was not taken, the one before stays /)
    assert.match(said[0] ?? '', says)
    const still = await dial(port, { ca: first.ca.cert })
    assert.ok(typeof still !== 'string')
    still.destroy()
    held.now = second.leaf
    await fresh.check()
    assert.equal(said.at(-1), 'info another certificate is served')
  })

test('its end is told once a day from two weeks before, and as an error from then on', async t => {
  const { ends } = readPair(first.leaf)
  let now = ends - 15 * DAY
  const { fresh, said } = await bench(t, { now: () => now })
  const levels = async (): Promise<string[]> => {
    await fresh.check()
    await fresh.check()
    return said.splice(0).map(line => line.split(' ')[0] ?? '')
  }
  assert.deepEqual(await levels(), [])
  now += 2 * DAY
  assert.deepEqual(await levels(), ['warn'])
  now += DAY
  assert.deepEqual(await levels(), ['warn'])
  now = ends
  assert.deepEqual(await levels(), ['error'])
})
