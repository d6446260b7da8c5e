import assert from 'node:assert/strict'
import { createHash, createPublicKey, verify } from 'node:crypto'
import { test } from 'node:test'
import { openLedger } from '../ledger/ledger.ts'
import {
  accept,
  acknowledge,
  CONSOLE_KEY,
  challenge,
  NONCE,
  pause,
  startDouble,
  until,
  welcome,
  welcomed,
} from './console-double.ts'
import { TEN } from './scratch.ts'

test('proves its key over the nonce of the console, and says where its ledger stands', async t => {
  const running = await startDouble(t, openLedger)
  await running.start()
  const { opening, hello } = await welcomed(running)
  const { identity, ledger } = running
  assert.deepEqual(Object.keys(opening), ['type', 'wire', 'nonce'], 'the opening tells nothing about the device')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: identity.publicKey }, format: 'jwk' })
  const text = Buffer.from(['waymark agent hello', NONCE, opening.nonce, identity.device, CONSOLE_KEY, ''].join('\n'))
  assert.ok(verify(null, text, key, Buffer.from(String(hello.signature), 'base64url')))
  const { signature: _, ...rest } = hello
  assert.deepEqual(rest, {
    type: 'hello',
    wire: 3,
    device: identity.device,
    agent: '0.1.0',
    head: ledger.head(),
    serial: 0,
    clock: TEN,
  })
})

test('sends the tail in order, one unacknowledged frame at a time', async t => {
  const running = await startDouble(t, openLedger)
  const { ledger, record, states } = running
  for (let i = 0; i < 150; i++) record(i)
  await running.start()
  const agent = await welcomed(running)
  const first = await agent.entries()
  record(150)
  await pause()
  assert.deepEqual(agent.heard, [], 'a second frame before the acknowledgement')
  agent.say(acknowledge(first))
  const second = await agent.entries()
  agent.say(acknowledge(second))
  await until(() => ledger.depth() === 0)
  assert.deepEqual(
    [...first, ...second].map(entry => entry.seq),
    Array.from({ length: 152 }, (_, i) => i + 1),
  )
  record(151)
  assert.deepEqual(
    (await agent.entries()).map(entry => entry.seq),
    [153],
  )
  assert.deepEqual(
    states.map(state => state.is),
    ['idle', 'connecting', 'proving', 'streaming'],
  )
})

test('comes back after the console went, and sends again what was not acknowledged', async t => {
  const running = await startDouble(t, openLedger)
  running.record(1)
  await running.start()
  const first = await welcomed(running)
  const sent = await first.entries()
  first.ws.terminate()
  const second = await welcomed(running)
  assert.deepEqual(await second.entries(), sent)
  second.ws.close(1012, 'restarting: the console restarts')
  const known = { epoch: sent[0]?.epoch, seq: 1, hash: sent[0]?.hash }
  const third = await welcomed(running, known)
  assert.deepEqual(
    (await third.entries()).map(entry => entry.seq),
    [2],
  )
  const waits = running.states.filter(state => state.is === 'waiting')
  assert.deepEqual(
    waits.map(state => state.why),
    [
      { word: 'lost', reason: 'closed with 1006' },
      { word: 'lost', reason: 'restarting: the console restarts' },
    ],
  )
})

test('a console that knows another history: nothing is sent, it is said once, and policies still come', async t => {
  const policies: number[] = []
  const running = await startDouble(t, openLedger, {
    onPolicy: ({ serial }) => ({ use: () => void policies.push(serial) }),
  })
  running.record(1)
  await running.start()
  const { epoch } = running.ledger.head()
  const known = { epoch, seq: 2, hash: 'f'.repeat(64) }
  const first = await welcomed(running, known)
  running.record(2)
  await pause()
  const told = { type: 'forked', seq: 2, hash: running.ledger.hashAt(2) }
  assert.deepEqual(first.heard.splice(0), [told], 'the console is told, and nothing else')
  const text = 'policy: p\n'
  first.say({ type: 'policy', policy: 'p', serial: 1, digest: createHash('sha256').update(text).digest('hex'), text })
  await until(() => policies.length === 1)
  first.ws.terminate()
  const second = await welcomed(running, known)
  await pause()
  assert.deepEqual(second.heard.splice(0), [told])
  assert.deepEqual(running.conditions, [
    'ledger-fork raised the console holds another entry 2 than this ledger; nothing is sent',
  ])
  second.ws.terminate()
  const third = await welcomed(running)
  assert.equal((await third.entries()).length, 3)
  assert.equal(running.conditions.at(-1), 'ledger-fork cleared')
})

test('an acknowledgement with another hash is a fork, and the sending stops', async t => {
  const running = await startDouble(t, openLedger)
  await running.start()
  const agent = await welcomed(running)
  const sent = await agent.entries()
  agent.say({ ...acknowledge(sent), hash: 'f'.repeat(64) })
  await until(() => running.conditions.length === 1)
  running.record(1)
  await pause()
  assert.deepEqual(agent.heard, [{ type: 'forked', seq: 1, hash: sent[0]?.hash }])
  assert.match(running.conditions[0] ?? '', /^ledger-fork raised .* entry 1 /)
})

test('a refused policy is a condition until a good one comes', async t => {
  const running = await startDouble(t, openLedger, {
    onPolicy: ({ serial }) => (serial === 1 ? { refused: 'policy.yaml:3:5 no such day' } : { use: () => {} }),
  })
  await running.start()
  const agent = await welcomed(running)
  for (const serial of [1, 2]) {
    const text = `policy: p${serial}\n`
    agent.say({ type: 'policy', policy: 'p', serial, digest: createHash('sha256').update(text).digest('hex'), text })
  }
  await until(() => running.conditions.length === 2)
  assert.deepEqual(running.conditions, ['policy-refused raised policy.yaml:3:5 no such day', 'policy-refused cleared'])
})

test('the first sightings that a lost file knew are given back to the ledger', async t => {
  const running = await startDouble(t, openLedger)
  await running.start()
  const agent = await accept(running)
  agent.say(challenge(await agent.next()))
  await agent.next()
  agent.say({ ...welcome(), firstSightings: [{ detection: '00000000000000aa', at: TEN - 86_400_000 }] })
  await agent.entries()
  assert.equal(running.ledger.history('00000000000000aa')?.firstSeen, TEN - 86_400_000)
})
