import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openPace } from './pace.ts'

const bench = (t: TestContext) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const open: PromiseWithResolvers<void>[] = []
  let begun = 0
  const pace = openPace({
    settle: 300,
    rest: 3_000,
    work: () => {
      begun++
      const one = Promise.withResolvers<void>()
      open.push(one)
      return one.promise
    },
  })
  const end = async (): Promise<void> => {
    open.shift()?.resolve()
    await new Promise(resolve => setImmediate(resolve))
  }
  const tick = (ms: number): void => t.mock.timers.tick(ms)
  return { pace, end, tick, begun: () => begun }
}

test('many changes are one look, once they have settled', t => {
  const { pace, tick, begun } = bench(t)
  for (let i = 0; i < 5; i++) pace.soon()
  tick(299)
  assert.equal(begun(), 0)
  tick(1)
  assert.equal(begun(), 1)
})

test('what changes meanwhile is looked at after a rest, and once', async t => {
  const { pace, end, tick, begun } = bench(t)
  pace.now()
  pace.soon()
  pace.soon()
  tick(10_000)
  assert.equal(begun(), 1, 'never twice at once')
  await end()
  tick(2_999)
  assert.equal(begun(), 1)
  tick(1)
  assert.equal(begun(), 2)
  await end()
  tick(10_000)
  assert.equal(begun(), 2)
})

test('what is wanted now waits for no rest, only for what is being done', async t => {
  const { pace, end, begun } = bench(t)
  pace.now()
  pace.now()
  pace.now()
  assert.equal(begun(), 1)
  await end()
  assert.equal(begun(), 2)
  await end()
  pace.now()
  assert.equal(begun(), 3)
})

test('nothing begins after it was stopped', async t => {
  const { pace, end, tick, begun } = bench(t)
  pace.now()
  pace.now()
  const stopped = pace.stop()
  await end()
  await stopped
  pace.now()
  pace.soon()
  tick(10_000)
  assert.equal(begun(), 1)
})
