import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backOff } from './back-off.ts'

const ceiling = (attempt: number, near: boolean) => backOff(attempt, near, () => 1)

test('elsewhere: from 1 s, doubled, to 300 s and no further', () => {
  const ceilings = [0, 1, 2, 3, 8, 9, 50, 5_000].map(attempt => ceiling(attempt, false))
  assert.deepEqual(ceilings, [1_000, 2_000, 4_000, 8_000, 256_000, 300_000, 300_000, 300_000])
})
test('on this machine: a console that restarts is found again within 2 s, however long it was away', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 900].map(attempt => ceiling(attempt, true)),
    [250, 500, 1_000, 2_000, 2_000, 2_000],
  )
})
test('full jitter: any time up to the ceiling, and never at once', () => {
  assert.equal(
    backOff(9, false, () => 0),
    50,
  )
  assert.equal(
    backOff(9, false, () => 0.5),
    150_025,
  )
})
