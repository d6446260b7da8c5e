import assert from 'node:assert/strict'
import test from 'node:test'
import { step } from './step.ts'

const keys = ['a', 'b', 'c']

test('moving starts at an end and stops at the ends', () => {
  assert.equal(step(keys, null, 1), 0)
  assert.equal(step(keys, null, -1), 2)
  assert.equal(step(keys, 'b', 1), 2)
  assert.equal(step(keys, 'c', 1), 2)
  assert.equal(step(keys, 'a', -1), 0)
})

test('a row that is gone is no place to start from, and an empty list has none', () => {
  assert.equal(step(keys, 'gone', 1), 0)
  assert.equal(step([], 'a', 1), null)
})
