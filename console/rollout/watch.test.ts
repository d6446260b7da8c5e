import assert from 'node:assert/strict'
import { test } from 'node:test'
import { watchPolicy } from './watch.ts'

const NEVER = 3_600_000
const unexpected = (error: unknown): void => assert.fail(String(error))

test('watch: tells of each serial once, at once when asked to look, and of none that was there before', async () => {
  let serial = 3
  const told: number[] = []
  const watch = await watchPolicy({ lastSerial: async () => serial }, s => told.push(s), unexpected, NEVER)
  watch.check()
  serial = 4
  watch.check()
  watch.check()
  await watch.stop()
  assert.deepEqual(told, [4])
})

test('watch: finds by itself what another process published', async () => {
  let serial = 0
  const { promise, resolve } = Promise.withResolvers<number>()
  const watch = await watchPolicy({ lastSerial: async () => serial }, resolve, unexpected, 5)
  serial = 1
  assert.equal(await promise, 1)
  await watch.stop()
})

test('watch: a store that does not answer is told, and asked again', async () => {
  const answers = [async () => 1, async () => Promise.reject(new Error('away')), async () => 2]
  const [told, failed]: [number[], unknown[]] = [[], []]
  const store = { lastSerial: () => (answers.shift() ?? (async () => 2))() }
  const watch = await watchPolicy(
    store,
    s => told.push(s),
    error => failed.push(error),
    NEVER,
  )
  watch.check()
  watch.check()
  await watch.stop()
  assert.deepEqual([told, failed.length], [[2], 1])
})
