import assert from 'node:assert/strict'
import { createHash, createPublicKey, verify } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { type WebSocket, WebSocketServer } from 'ws'
import { CHAIN_START } from '../../protocol/chain.ts'
import type { Entry } from '../../protocol/entry.ts'
import { type Ledger, openLedger } from '../ledger/ledger.ts'
import { consoleUrl } from './console-url.ts'
import { loadIdentity } from './identity.ts'
import { openPolicyIntake } from './policy-intake.ts'
import { randomOf, scratchFolder, TEN, woundTimers } from './scratch.ts'
import { openUplink, type UplinkOptions } from './uplink.ts'
import type { UplinkState } from './uplink-state.ts'

const NONCE = 'n'.repeat(43)
const challenge = { type: 'challenge', wire: 1, nonce: NONCE }
const welcome = (known: unknown = null) => ({ type: 'welcome', known, firstSightings: [] })
const EPOCH = 'e'.repeat(32)

/** A console that says what the test tells it to, over real sockets; and an agent's uplink with a real ledger. */
const bench = async (t: TestContext, over: Partial<UplinkOptions> = {}, ledgerOver: Partial<Ledger> = {}) => {
  // In reverse: the folder goes last.
  const endings: (() => unknown)[] = []
  t.after(async () => {
    for (const end of endings.reverse()) await end()
  })
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const console = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const dir = await scratchFolder({ after: end => endings.push(end as () => unknown) })
  const identity = await loadIdentity(dir)
  const ledger = openLedger({ dir: path.join(dir, 'ledger'), now: () => TEN, random: randomOf })
  const address = consoleUrl(console)
  assert.ok(address.ok)
  const states: UplinkState[] = []
  const conditions: string[] = []
  const record = (n: number) =>
    ledger.record({ kind: 'condition-changed', condition: `c-${n}`, state: 'raised', detail: 'x' })
  const start = async () => {
    const uplink = openUplink({
      console,
      identity,
      ledger: { ...ledger, ...ledgerOver },
      policies: await openPolicyIntake(dir, address.url.href),
      agent: '0.1.0',
      onPolicy: () => ({ use: () => {} }),
      onState: state => states.push(state),
      onCondition: (condition, state, detail) => conditions.push(`${condition} ${state} ${detail}`.trim()),
      now: () => TEN,
      random: () => 0,
      ...over,
    })
    endings.push(uplink.stop)
    return uplink
  }
  endings.push(async () => {
    for (const client of server.clients) client.terminate()
    await new Promise(resolve => server.close(resolve))
    ledger.close()
  })
  return { server, console, dir, identity, ledger, states, conditions, record, start }
}
type Bench = Awaited<ReturnType<typeof bench>>

/** The next agent that connects, and what it says. */
const accept = async ({ server }: Pick<Bench, 'server'>) => {
  const [ws] = (await once(server, 'connection')) as [WebSocket]
  const heard: Record<string, unknown>[] = []
  const waiting: (() => void)[] = []
  let over: { code: number; reason: string } | null = null
  const wake = (): void => {
    for (const go of waiting.splice(0)) go()
  }
  ws.on('message', data => {
    heard.push(JSON.parse(data.toString()))
    wake()
  })
  ws.on('close', (code, reason) => {
    over = { code, reason: reason.toString() }
    wake()
  })
  const next = async (): Promise<Record<string, unknown>> => {
    while (heard.length === 0) {
      assert.equal(over, null, 'the agent has gone')
      await new Promise<void>(resolve => waiting.push(resolve))
    }
    return heard.shift() ?? {}
  }
  const closed = async (): Promise<{ code: number; reason: string }> => {
    while (over === null) await new Promise<void>(resolve => waiting.push(resolve))
    return over
  }
  const say = (frame: unknown): void => ws.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  const entries = async (): Promise<Entry[]> => {
    const frame = await next()
    assert.equal(frame.type, 'entries')
    return frame.entries as Entry[]
  }
  return { ws, heard, next, closed, say, entries }
}
const welcomed = async (running: Bench, known: unknown = null) => {
  const agent = await accept(running)
  agent.say(challenge)
  const hello = await agent.next()
  agent.say(welcome(known))
  return { ...agent, hello }
}
const acknowledge = (entries: readonly Entry[]) => {
  const last = entries.at(-1)
  return { type: 'acknowledged', epoch: last?.epoch, seq: last?.seq, hash: last?.hash }
}
const pause = (ms = 40) => new Promise(resolve => setTimeout(resolve, ms))
const until = async (holds: () => boolean): Promise<void> => {
  for (let i = 0; i < 200 && !holds(); i++) await pause(5)
  assert.ok(holds())
}

test('proves its key over the nonce of the console, and says where its ledger stands', async t => {
  const running = await bench(t)
  await running.start()
  const { hello } = await welcomed(running)
  const { identity, ledger } = running
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: identity.publicKey }, format: 'jwk' })
  const text = Buffer.from(`waymark agent hello\n${NONCE}\n${identity.device}`)
  assert.ok(verify(null, text, key, Buffer.from(String(hello.signature), 'base64url')))
  const { signature: _, ...rest } = hello
  assert.deepEqual(rest, {
    type: 'hello',
    wire: 1,
    device: identity.device,
    agent: '0.1.0',
    head: ledger.head(),
    serial: 0,
    clock: TEN,
  })
})

test('sends the tail in order, one unacknowledged frame at a time', async t => {
  const running = await bench(t)
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
  const running = await bench(t)
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
  const running = await bench(t, { onPolicy: ({ serial }) => ({ use: () => void policies.push(serial) }) })
  running.record(1)
  await running.start()
  const { epoch } = running.ledger.head()
  const known = { epoch, seq: 2, hash: 'f'.repeat(64) }
  const first = await welcomed(running, known)
  running.record(2)
  await pause()
  assert.deepEqual(first.heard, [])
  const text = 'policy: p\n'
  first.say({ type: 'policy', policy: 'p', serial: 1, digest: createHash('sha256').update(text).digest('hex'), text })
  await until(() => policies.length === 1)
  first.ws.terminate()
  const second = await welcomed(running, known)
  await pause()
  assert.deepEqual(second.heard, [])
  assert.deepEqual(running.conditions, [
    'ledger-fork raised the console holds another entry 2 than this ledger; nothing is sent',
  ])
  second.ws.terminate()
  const third = await welcomed(running)
  assert.equal((await third.entries()).length, 3)
  assert.equal(running.conditions.at(-1), 'ledger-fork cleared')
})

test('an acknowledgement with another hash is a fork, and the sending stops', async t => {
  const running = await bench(t)
  await running.start()
  const agent = await welcomed(running)
  const sent = await agent.entries()
  agent.say({ ...acknowledge(sent), hash: 'f'.repeat(64) })
  await until(() => running.conditions.length === 1)
  running.record(1)
  await pause()
  assert.deepEqual(agent.heard, [])
  assert.match(running.conditions[0] ?? '', /^ledger-fork raised .* entry 1 /)
})

test('a refused policy is a condition until a good one comes', async t => {
  const running = await bench(t, {
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
  const running = await bench(t)
  await running.start()
  const agent = await accept(running)
  agent.say(challenge)
  await agent.next()
  agent.say({ ...welcome(), firstSightings: [{ detection: '00000000000000aa', at: TEN - 86_400_000 }] })
  await agent.entries()
  assert.equal(running.ledger.history('00000000000000aa')?.firstSeen, TEN - 86_400_000)
})

test('a console that turns the device away is a condition, until it welcomes it', async t => {
  const running = await bench(t)
  await running.start()
  for (let i = 0; i < 2; i++) {
    const agent = await accept(running)
    agent.ws.close(4401, 'not-authenticated: not enrolled here')
  }
  await welcomed(running)
  await until(() => running.conditions.length === 2)
  assert.deepEqual(running.conditions, [
    'console-refuses raised not-authenticated: not enrolled here',
    'console-refuses cleared',
  ])
})

test('a ledger that cannot be written ends the connection, not the daemon', async t => {
  let full = true
  const running = await bench(
    t,
    {},
    {
      acknowledge: head => {
        if (full) throw new Error('database or disk is full')
        return running.ledger.acknowledge(head)
      },
    },
  )
  await running.start()
  const first = await welcomed(running)
  first.say(acknowledge(await first.entries()))
  await first.closed()
  full = false
  const second = await welcomed(running)
  second.say(acknowledge(await second.entries()))
  await until(() => running.ledger.depth() === 0)
})

const faults: readonly { why: string; say: readonly unknown[]; code: number }[] = [
  { why: 'no JSON', say: ['<html>'], code: 4400 },
  { why: 'an unknown type', say: [{ type: 'update', url: 'http://x' }], code: 4415 },
  { why: 'a field more', say: [{ ...challenge, command: 'id' }], code: 4400 },
  { why: 'a frame of an agent', say: [{ type: 'entries', entries: [] }], code: 4415 },
  { why: 'a welcome before the challenge', say: [welcome()], code: 4409 },
  { why: 'two challenges', say: [challenge, challenge], code: 4409 },
  { why: 'two welcomes', say: [challenge, welcome(), welcome()], code: 4409 },
  {
    why: 'a policy before the welcome',
    say: [challenge, { type: 'policy', policy: 'p', serial: 1, digest: 'a'.repeat(64), text: '' }],
    code: 4409,
  },
  {
    why: 'an acknowledgement of nothing',
    say: [
      challenge,
      welcome({ epoch: EPOCH, seq: 0, hash: CHAIN_START }),
      { type: 'acknowledged', epoch: EPOCH, seq: 9, hash: 'a'.repeat(64) },
    ],
    code: 4409,
  },
  { why: 'another version of the wire', say: [{ ...challenge, wire: 2 }], code: 4426 },
]
for (const { why, say, code } of faults)
  test(`a console that breaks the protocol is left, and tried again: ${why}`, async t => {
    const running = await bench(t)
    await running.start()
    const agent = await accept(running)
    for (const frame of say) agent.say(frame)
    assert.equal((await agent.closed()).code, code)
    await accept(running)
    assert.ok(running.states.some(state => state.is === 'waiting'))
  })

test('an acknowledgement that comes twice is a fault', async t => {
  const running = await bench(t)
  await running.start()
  const agent = await welcomed(running)
  const sent = await agent.entries()
  agent.say(acknowledge(sent))
  agent.say(acknowledge(sent))
  assert.deepEqual(await agent.closed(), { code: 4409, reason: 'out-of-order: acknowledged what was not sent' })
})

test('tries less and less often, until a connection has stood for half a minute', async t => {
  const { timers, wind, waiting } = woundTimers()
  const running = await bench(t, { timers, random: () => 1 })
  await running.start()
  const attempts = (): number[] => running.states.flatMap(state => (state.is === 'waiting' ? [state.attempt] : []))
  const again = async (stands: number): Promise<number> => {
    const agent = await welcomed(running)
    await until(() => running.states.at(-1)?.is === 'streaming')
    for (let left = stands; left > 0; left -= 20_000) {
      wind(Math.min(left, 20_000))
      agent.say({ type: 'policy', policy: 'p', serial: 1, digest: 'a'.repeat(64), text: '' })
      await pause()
    }
    const before = attempts().length
    agent.ws.terminate()
    await until(() => attempts().length > before)
    return Math.max(...waiting())
  }
  const delays: number[] = []
  for (const stands of [0, 0, 0, 29_000, 31_000]) {
    const come = again(stands)
    if (delays.length > 0) wind(delays.at(-1) ?? 0)
    delays.push(await come)
  }
  assert.deepEqual(delays, [250, 500, 1_000, 2_000, 250])
})

test('stopped, it does not come back', async t => {
  const running = await bench(t)
  const uplink = await running.start()
  const agent = await welcomed(running)
  await uplink.stop()
  assert.equal((await agent.closed()).code, 1001)
  await pause(150)
  assert.equal(running.server.clients.size, 0)
  assert.equal(running.states.at(-1)?.is, 'idle')
})

test('a console that says nothing, and one that falls silent, are left', async t => {
  const { timers, wind } = woundTimers()
  const running = await bench(t, { timers })
  await running.start()
  await accept(running)
  wind(15_000)
  assert.deepEqual(running.states.at(-1), {
    is: 'waiting',
    until: TEN + 50,
    attempt: 1,
    why: { word: 'lost', reason: 'no welcome within 15000 ms' },
  })
  const come = welcomed(running)
  wind(50)
  const agent = await come
  await until(() => running.states.at(-1)?.is === 'streaming')
  agent.ws.pause()
  // Two beats, the shortest that chance makes them.
  wind(30_000)
  const last = running.states.findLast(state => state.is === 'waiting')
  assert.ok(last?.is === 'waiting')
  assert.deepEqual(last.why, { word: 'lost', reason: 'silent' })
})

test('what the console says of itself is made visible before anybody reads it', async t => {
  const running = await bench(t)
  await running.start()
  const agent = await accept(running)
  agent.ws.close(1013, '\u001b[31mred\u202e')
  await until(() => running.states.some(state => state.is === 'waiting'))
  const waiting = running.states.find(state => state.is === 'waiting')
  assert.equal(waiting?.is === 'waiting' && waiting.why.reason, String.raw`\u{1b}[31mred\u{202e}`)
})

test('an address that may not be used is refused at once', async t => {
  const running = await bench(t, { console: 'http://waymark.example' })
  await assert.rejects(running.start(), /https/)
})
