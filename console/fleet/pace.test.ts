import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '../refusal.ts'
import { openPace } from './pace.ts'

test('F41: so many enrol in a minute, from wherever they come, and the next minute is another', () => {
  let now = 60_000 * 7
  const pace = openPace(2, () => now)
  pace()
  pace()
  assert.throws(pace, (error: unknown) => error instanceof Refusal && error.code === 'too-many')
  now += 59_999
  assert.throws(pace, Refusal)
  now += 1
  pace()
})
