import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CHAIN_START } from '../../protocol/chain.ts'
import { openLedger } from '../ledger/ledger.ts'
import {
  accept,
  acknowledge,
  type Bench,
  challenge,
  EPOCH,
  NONCE,
  pause,
  startDouble,
  until,
  welcome,
  welcomed,
} from './console-double.ts'
import { TEN, woundTimers } from './scratch.ts'

/** An agent that has seen the proof and said hello. */
const proven = async (running: Bench) => {
  const agent = await accept(running)
  agent.say(challenge(await agent.next()))
  await agent.next()
  return agent
}

test('who has not proved to be the console refuses nothing', async t => {
  const running = await startDouble(t, openLedger)
  await running.start()
  for (const [code, reason] of [
    [4401, 'not-authenticated: not enrolled here'],
    [4403, 'revoked: by an admin'],
    [4421, 'console-not-proven: x'],
  ] as const)
    (await accept(running)).ws.close(code, reason)
  await accept(running)
  assert.deepEqual(running.conditions, [])
  const words = running.states.flatMap(state => (state.is === 'waiting' ? [state.why.word] : []))
  assert.deepEqual(words, ['lost', 'lost', 'lost'])
})

test('a console that turns the device away is a condition, until it welcomes it', async t => {
  const running = await startDouble(t, openLedger)
  await running.start()
  for (let i = 0; i < 2; i++) {
    const agent = await proven(running)
    agent.ws.close(4401, 'not-authenticated: not enrolled here')
  }
  await welcomed(running)
  await until(() => running.conditions.length === 2)
  assert.deepEqual(running.conditions, [
    'console-refuses raised not-authenticated: not enrolled here',
    'console-refuses cleared',
  ])
})

test('a refusal that no haste mends is not met with haste', async t => {
  const { timers, waiting } = woundTimers()
  const running = await startDouble(t, openLedger, { timers, random: () => 1 })
  await running.start()
  const agent = await proven(running)
  agent.ws.close(4401, 'not-authenticated: not enrolled here')
  await until(() => running.states.at(-1)?.is === 'waiting')
  assert.deepEqual(waiting(), [2_000])
})

test('connections that are over no longer listen to the ledger', async t => {
  let listening = 0
  const running = await startDouble(
    t,
    openLedger,
    {},
    {
      onRecorded: listener => {
        const forget = running.ledger.onRecorded(listener)
        listening++
        return () => {
          listening--
          forget()
        }
      },
    },
  )
  await running.start()
  for (let i = 0; i < 3; i++) (await welcomed(running)).ws.terminate()
  await welcomed(running)
  assert.equal(listening, 1)
})

test('a ledger that cannot be written ends the connection, not the daemon', async t => {
  let full = true
  const running = await startDouble(
    t,
    openLedger,
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

/** What the console says after the opening; a function is given the opening. */
type Frame = Record<string, unknown>
const faults: readonly { why: string; say: readonly unknown[]; code: number }[] = [
  { why: 'no JSON', say: ['<html>'], code: 4400 },
  { why: 'an unknown type', say: [{ type: 'update', url: 'http://x' }], code: 4415 },
  { why: 'a field more', say: [(opening: Frame) => challenge(opening, { command: 'id' })], code: 4400 },
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
      { type: 'acknowledged', epoch: EPOCH, seq: 9, hash: 'a'.repeat(64), credit: 1 },
    ],
    code: 4409,
  },
  { why: 'F29: another version of the wire', say: [{ type: 'challenge', wire: 2, nonce: NONCE }], code: 4426 },
  { why: 'a credit before the welcome', say: [challenge, { type: 'credit', credit: 1 }], code: 4409 },
  { why: 'a credit of nothing', say: [challenge, welcome(), { type: 'credit', credit: 0 }], code: 4400 },
  { why: 'more credit than a batch', say: [challenge, { ...welcome(), credit: 101 }], code: 4400 },
  { why: 'later than ever', say: [{ type: 'later', retryAfter: 600_001 }], code: 4400 },
]
for (const { why, say, code } of faults)
  test(`a console that breaks the protocol is left, and tried again: ${why}`, async t => {
    const running = await startDouble(t, openLedger)
    await running.start()
    const agent = await accept(running)
    const opening = await agent.next()
    for (const frame of say) agent.say(typeof frame === 'function' ? frame(opening) : frame)
    assert.equal((await agent.closed()).code, code)
    await accept(running)
    assert.ok(running.states.some(state => state.is === 'waiting'))
  })

test('an acknowledgement that comes twice is a fault', async t => {
  const running = await startDouble(t, openLedger)
  await running.start()
  const agent = await welcomed(running)
  const sent = await agent.entries()
  agent.say(acknowledge(sent))
  agent.say(acknowledge(sent))
  assert.deepEqual(await agent.closed(), { code: 4409, reason: 'out-of-order: acknowledged what was not sent' })
})

test('tries less and less often, until a connection has stood for half a minute', async t => {
  const { timers, wind, waiting } = woundTimers()
  const running = await startDouble(t, openLedger, { timers, random: () => 1 })
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
  const running = await startDouble(t, openLedger)
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
  const running = await startDouble(t, openLedger, { timers })
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
  const running = await startDouble(t, openLedger)
  await running.start()
  const agent = await accept(running)
  agent.ws.close(1013, '\u001b[31mred\u202e')
  await until(() => running.states.some(state => state.is === 'waiting'))
  const waiting = running.states.find(state => state.is === 'waiting')
  assert.equal(waiting?.is === 'waiting' && waiting.why.reason, String.raw`\u{1b}[31mred\u{202e}`)
})

test('an address that may not be used is refused at once', async t => {
  const running = await startDouble(t, openLedger, { console: 'http://waymark.example' })
  await assert.rejects(running.start(), /https/)
})
