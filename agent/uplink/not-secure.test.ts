import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openLedger } from '../ledger/ledger.ts'
import { startDouble, until } from './console-double.ts'
import type { Dial } from './dial.ts'
import { NotSecure } from './not-secure.ts'
import { woundTimers } from './scratch.ts'

const failing =
  (error: () => Error): Dial =>
  (_, done) => {
    setImmediate(() => done(error(), undefined as never))
  }

test('F20: no secure connection is one condition, and tried again within half a minute however often it failed', async t => {
  const { timers, wind, waiting } = woundTimers()
  let dialled = 0
  const dial = failing(() => {
    dialled++
    return new NotSecure('the certificate ended')
  })
  const running = await startDouble(t, openLedger, {
    console: 'https://waymark.example',
    dial,
    timers,
    random: () => 1,
  })
  await running.start()
  const delays: number[] = []
  for (let i = 1; i <= 8; i++) {
    await until(() => dialled === i && running.states.at(-1)?.is === 'waiting')
    const [delay = 0] = waiting()
    delays.push(delay)
    wind(delay)
  }
  assert.deepEqual(delays, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 32_000, 32_000])
  assert.deepEqual(running.conditions, ['connection-not-secure raised the certificate ended'])
})

test('what is no matter of trust is no such condition', async t => {
  const { timers } = woundTimers()
  const dial = failing(() => new Error('the proxy p asks for a name'))
  const running = await startDouble(t, openLedger, { console: 'https://waymark.example', dial, timers })
  await running.start()
  await until(() => running.states.at(-1)?.is === 'waiting')
  const state = running.states.at(-1)
  assert.deepEqual(state?.is === 'waiting' && state.why, { word: 'lost', reason: 'the proxy p asks for a name' })
  assert.deepEqual(running.conditions, [])
})

test('nothing is dialled over https without authorities', async t => {
  const running = await startDouble(t, openLedger, { console: 'https://waymark.example' })
  await assert.rejects(running.start(), /without its authorities/)
})
