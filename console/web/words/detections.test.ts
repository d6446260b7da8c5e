import assert from 'node:assert/strict'
import test from 'node:test'
import { detectionsHeadline } from './detections.ts'

const row = (device: string, state: 'running' | 'present') => ({ device, state, verdict: 'banned' }) as const

test('the list in a sentence', () => {
  const rows = [row('a', 'running'), row('a', 'present'), row('b', 'present')]
  assert.equal(detectionsHeadline(rows, {}, false), '3 assistants found on 2 devices, 1 running this hour.')
  assert.equal(
    detectionsHeadline(rows, { verdict: 'banned' }, false),
    '3 banned assistants found on 2 devices, 1 running this hour.',
  )
  assert.equal(detectionsHeadline(rows.slice(0, 1), {}, false), '1 assistant found on 1 device, running this hour.')
  assert.equal(detectionsHeadline(rows.slice(1, 2), {}, false), '1 assistant found on 1 device, not running this hour.')
  assert.equal(detectionsHeadline(rows, {}, true), 'More than 3 assistants, newest changes first.')
})

test('an empty list says whether filters made it so', () => {
  assert.equal(detectionsHeadline([], {}, false), 'No assistants here yet.')
  assert.equal(detectionsHeadline([], { verdict: 'banned' }, false), 'No banned assistants here by these filters.')
})
