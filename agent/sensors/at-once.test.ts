import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openAtOnce } from './at-once.ts'

test('never more at once than is said, all in order, and a fault frees its place', async () => {
  const inTurn = openAtOnce(2)
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<number>())
  const begun: number[] = []
  const all = gates.map(({ promise }, at) =>
    inTurn(async () => {
      begun.push(at)
      return promise
    }).catch(() => -1),
  )
  const settled = async (): Promise<void> => new Promise(resolve => setImmediate(resolve))
  await settled()
  assert.deepEqual(begun, [0, 1])
  gates[1]?.reject(new Error('gone'))
  await settled()
  assert.deepEqual(begun, [0, 1, 2])
  for (const [at, { resolve }] of gates.entries()) resolve(at)
  assert.deepEqual(await Promise.all(all), [0, -1, 2, 3, 4])
  assert.deepEqual(begun, [0, 1, 2, 3, 4])
  assert.equal(await inTurn(async () => 7), 7)
})
