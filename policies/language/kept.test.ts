import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keptBy } from './kept.ts'

const DAY = 86_400_000

test('a policy says how long, each part for itself; else 90 and 30 days', () => {
  assert.deepEqual(keptBy(null), { detections: 90 * DAY, notices: 30 * DAY })
  assert.deepEqual(keptBy({}), { detections: 90 * DAY, notices: 30 * DAY })
  assert.deepEqual(keptBy({ retention: { notices: '7d' } }), { detections: 90 * DAY, notices: 7 * DAY })
  assert.deepEqual(keptBy({ retention: { detections: '1d', notices: '12h' } }), { detections: DAY, notices: DAY / 2 })
})
