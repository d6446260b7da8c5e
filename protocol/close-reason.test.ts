import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closeReason } from './close-reason.ts'

const cases = [
  { why: 'a short one stays', detail: 'not JSON', want: 'malformed: not JSON' },
  { why: 'a long one is cut', detail: 'x'.repeat(200), want: `malformed: ${'x'.repeat(112)}` },
  { why: 'counted in bytes', detail: 'é'.repeat(200), want: `malformed: ${'é'.repeat(56)}` },
  {
    why: 'never inside a character',
    detail: `x${'\u{1f600}'.repeat(50)}`,
    want: `malformed: x${'\u{1f600}'.repeat(27)}`,
  },
  { why: 'a lone surrogate is no text', detail: '\ud800', want: 'malformed: \ufffd' },
]
for (const { why, detail, want } of cases)
  test(why, () => {
    assert.equal(closeReason('malformed', detail), want)
    assert.ok(Buffer.byteLength(closeReason('malformed', detail)) <= 123)
  })
