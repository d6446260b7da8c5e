import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retryAfter } from './retry-after.ts'

test('who is sent away comes back within the time that all of them take, and never at once', () => {
  assert.equal(
    retryAfter(10_000, () => 0),
    1_000,
  )
  assert.equal(
    retryAfter(10_000, () => 1),
    16_000,
  )
  assert.equal(
    retryAfter(1, () => 1),
    2_000,
  )
})

test('ten thousand do not come as one: no second sees more than the console can take in', () => {
  const seconds = new Map<number, number>()
  for (let i = 0; i < 10_000; i++) {
    const second = Math.floor(retryAfter(10_000, () => i / 10_000) / 1_000)
    seconds.set(second, (seconds.get(second) ?? 0) + 1)
  }
  assert.ok(Math.max(...seconds.values()) <= 700)
})
