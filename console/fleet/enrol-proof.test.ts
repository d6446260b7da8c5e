import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import * as fc from 'fast-check'
import type { EnrolmentAsked, RenewalAsked } from '../../protocol/enrolment.ts'
import { createToken } from '../access/tokens.ts'
import { keyOf } from '../console-key.ts'
import { Refusal } from '../refusal.ts'
import { openSqlite } from '../store/sqlite.ts'
import { enrol, openEnrolment, renewKey } from './enrol.ts'

const bound = Buffer.alloc(32, 1).toString('base64url')
const elsewhere = Buffer.alloc(32, 2).toString('base64url')
const key = keyOf(generateKeyPairSync('ed25519').privateKey, [])
const now = (): number => Date.UTC(2026, 10, 21)

const pair = () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = String(publicKey.export({ format: 'jwk' }).x)
  const signed = (...lines: string[]): string =>
    sign(null, Buffer.from(lines.join('\n')), privateKey).toString('base64url')
  return { key: raw, signed }
}
type Pair = ReturnType<typeof pair>
const idOf = (of: Pair): string =>
  `d-${createHash('sha256').update(Buffer.from(of.key, 'base64url')).digest('hex').slice(0, 32)}`
const word = (older: Pair, newer: Pair) => ({
  key: older.key,
  signature: older.signed('waymark succession', 'device', older.key, newer.key),
})
const asks = (by: Pair, token: string, formerly: EnrolmentAsked['formerly'] = [], binding = bound): EnrolmentAsked => ({
  step: 'ask',
  token,
  publicKey: by.key,
  formerly,
  signature: by.signed('waymark enrolment', token, by.key, key.key, binding),
})
const renews = (by: Pair, first: Pair, formerly: RenewalAsked['formerly'], binding = bound): RenewalAsked => ({
  step: 'renew',
  device: idOf(first),
  publicKey: by.key,
  formerly,
  signature: by.signed('waymark key renewal', idOf(first), by.key, key.key, binding),
})

const open = async (t: TestContext) => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'waymark-enrol-'))
  const store = await openSqlite(dir)
  t.after(async () => {
    await store.close()
    await rm(dir, { recursive: true, force: true })
  })
  const rooms = { store, key, now, random: (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes)) }
  const draft = { name: 'x', role: 'enroll' as const, ttl: 60_000, uses: null, tags: [] }
  const [token = ''] = (await createToken(rooms, draft, 'test')).token.split('.')
  return { rooms, store, token }
}
const refusedBy = async (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'taken',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  )

test('F40: an enrolment is good for its connection, its console and its token', async t => {
  const { rooms, token } = await open(t)
  const device = pair()
  const good = asks(device, token)
  assert.equal(await refusedBy(enrol(rooms, good, elsewhere)), 'proof-refused', 'passed on over another')
  assert.equal(await refusedBy(enrol(rooms, good, '')), 'proof-refused', 'passed on without TLS')
  assert.equal(await refusedBy(enrol(rooms, good, null)), 'unsupported', 'over TLS that cannot be bound')
  assert.throws(() => openEnrolment(rooms, { wire: 3, nonce: bound }, null), /TLS 1\.3/)
  const other = { ...rooms, key: keyOf(generateKeyPairSync('ed25519').privateKey, []) }
  assert.equal(await refusedBy(enrol(other, good, bound)), 'proof-refused', 'to another console')
  assert.deepEqual(await enrol(rooms, good, bound), { device: idOf(device) })
})

test('any bit of a proof, of a key or of a word for one', async t => {
  const { rooms, store, token } = await open(t)
  const [first, second] = [pair(), pair()]
  await enrol(rooms, asks(first, token), bound)
  const flip = (value: string, bit: number): string => {
    const bytes = Buffer.from(value, 'base64url')
    const at = bit % (bytes.length * 8)
    bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7))
    return bytes.toString('base64url')
  }
  const fresh = asks(pair(), token)
  const renewal = renews(second, first, [word(first, second)])
  const { key: older, signature } = word(first, second)
  const bent: Record<string, (bit: number) => Promise<unknown>> = {
    'enrolment signature': bit => enrol(rooms, { ...fresh, signature: flip(fresh.signature, bit) }, bound),
    'enrolment key': bit => enrol(rooms, { ...fresh, publicKey: flip(fresh.publicKey, bit) }, bound),
    'enrolment token': bit => enrol(rooms, { ...fresh, token: flip(fresh.token, bit) }, bound),
    'renewal signature': bit => renewKey(rooms, { ...renewal, signature: flip(renewal.signature, bit) }, bound),
    'renewal key': bit => renewKey(rooms, { ...renewal, publicKey: flip(renewal.publicKey, bit) }, bound),
    'word for it': bit =>
      renewKey(rooms, { ...renewal, formerly: [{ key: older, signature: flip(signature, bit) }] }, bound),
    'key before it': bit => renewKey(rooms, { ...renewal, formerly: [{ key: flip(older, bit), signature }] }, bound),
  }
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(bent)),
      fc.nat(511),
      async (part, bit) => (await refusedBy(bent[part]?.(bit) ?? Promise.resolve())) === 'proof-refused',
    ),
    { numRuns: 400 },
  )
  assert.equal(await store.deviceKey(idOf(first)), first.key)
  assert.deepEqual(await renewKey(rooms, renewal, bound), { device: idOf(first) })
})

test('a key renewed: by the word of the one that is held, again without harm, and by nobody else', async t => {
  const { rooms, store, token } = await open(t)
  const [first, second, third, thief] = [pair(), pair(), pair(), pair()]
  await enrol(rooms, asks(first, token), bound)
  const renewal = renews(second, first, [word(first, second)])
  for (let i = 0; i < 2; i++) assert.deepEqual(await renewKey(rooms, renewal, bound), { device: idOf(first) })
  assert.equal(await store.deviceKey(idOf(first)), second.key)
  assert.equal(
    await refusedBy(renewKey(rooms, renews(thief, first, [word(first, thief)]), bound)),
    'proof-refused',
    'the key before this one is worth nothing now',
  )
  assert.equal(await refusedBy(enrol(rooms, asks(thief, token, [word(first, thief)]), bound)), 'token-refused')
  assert.equal(await refusedBy(enrol(rooms, asks(first, token), bound)), 'token-refused', 'nor with a token')
  assert.equal(await refusedBy(renewKey(rooms, renews(third, thief, [word(thief, third)]), bound)), 'proof-refused')
  const chain = [word(first, second), word(second, third)]
  assert.deepEqual(await enrol(rooms, asks(third, token, chain), bound), { device: idOf(first) })
  assert.equal(await store.deviceKey(idOf(first)), third.key, 'a token and the whole line: enrolled again as itself')
  const audit = await store.auditRows({ after: null, limit: 10 })
  assert.deepEqual(audit.items.map(({ action, subject }) => `${action} ${subject === idOf(first)}`).slice(0, 3), [
    'device-key-renewed true',
    'device-key-renewed true',
    'device-enrolled true',
  ])
})
