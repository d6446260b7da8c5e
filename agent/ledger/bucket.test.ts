import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openBucket } from './bucket.ts'

test('a bucket gives a burst, then so many a second, whatever the clock does', () => {
  const clock = { now: 0 }
  const take = openBucket({ burst: 3, perSecond: 2 }, () => clock.now)
  const taken = (): number => {
    let count = 0
    while (take()) count++
    return count
  }
  assert.equal(taken(), 3)
  clock.now = 999
  assert.equal(taken(), 1)
  clock.now = 2_000
  assert.equal(taken(), 3)
  // Back, and forth again: as if a second had passed.
  clock.now = -10_000
  assert.equal(taken(), 0)
  clock.now = -9_000
  assert.equal(taken(), 2)
  clock.now = 1e12
  assert.equal(taken(), 3)
})
