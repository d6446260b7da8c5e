import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHeartbeat } from './heartbeat.ts'
import { woundTimers } from './scratch.ts'

const bench = (random = 0.5) => {
  const { timers, wind, now } = woundTimers()
  const pings: number[] = []
  let deadAt: number | null = null
  const heartbeat = openHeartbeat(timers, () => random, {
    ping: () => pings.push(now()),
    dead: () => {
      deadAt = now()
    },
  })
  return { heartbeat, wind, pings, deadAt: () => deadAt }
}

test('asks each 20 s, a quarter more or less', () => {
  for (const [random, every] of [
    [0, 15_000],
    [0.5, 20_000],
    [1, 25_000],
  ] as const) {
    const { pings, wind } = bench(random)
    wind(every)
    assert.deepEqual(pings, [every])
  }
})
test('an answer to each keeps it alive for ever', () => {
  const { heartbeat, wind, deadAt } = bench()
  for (let i = 0; i < 100; i++) {
    wind(20_000)
    heartbeat.heard()
  }
  assert.equal(deadAt(), null)
})
test('a peer that fell silent right after an answer is dead within 50 s', () => {
  const { heartbeat, wind, deadAt } = bench(1)
  wind(25_000)
  heartbeat.heard()
  wind(50_000)
  assert.equal(deadAt(), 75_000)
})
test('stopped, it neither asks nor buries', () => {
  const { heartbeat, wind, pings, deadAt } = bench()
  heartbeat.stop()
  wind(200_000)
  assert.deepEqual([pings, deadAt()], [[], null])
})
