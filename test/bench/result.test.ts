import assert from 'node:assert/strict'
import { test } from 'node:test'
import { figuresOf } from './result.ts'

test('the median and the ninety-ninth percentile are samples, by the nearest rank', () => {
  assert.deepEqual(figuresOf([3]), { p50: 3, p99: 3 })
  assert.deepEqual(figuresOf([4, 1, 3, 2]), { p50: 2, p99: 4 })
  assert.deepEqual(figuresOf(Array.from({ length: 200 }, (_, i) => 200 - i)), { p50: 100, p99: 198 })
  assert.throws(() => figuresOf([]), RangeError)
})
