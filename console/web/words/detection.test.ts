import assert from 'node:assert/strict'
import test from 'node:test'
import { calledIt, happens, nextBrief, whereabouts } from './detection.ts'

const now = Date.UTC(2026, 11, 11, 10)
const banned = {
  verdict: 'banned',
  state: 'running',
  response: 'notify',
  next: { response: 'warn', at: Date.UTC(2026, 11, 14) },
  exception: null,
} as const

test('what no entry names goes by its package', () => {
  assert.equal(calledIt({ name: 'Aider' }), 'Aider')
  const origin = { publisher: null, package: '@acme/agent' }
  assert.equal(calledIt({ name: 'Unknown assistant', origin }), '@acme/agent')
})

test('a deadline is said with its hour and both ways', () => {
  assert.deepEqual(happens(banned, now, 'Asia/Shanghai'), {
    present: 'A notice is due, and work goes on.',
    deadline: '14 Dec 2026 08:00, in 3 days: a warning, with a date by which it has to end.',
  })
  assert.equal(nextBrief(banned, now, 'UTC'), 'Warning in 3 days')
})

test('what does not act says that nothing happens', () => {
  for (const given of [
    { ...banned, verdict: 'sanctioned' },
    { ...banned, state: 'trace' },
    { ...banned, exception: 'e-17' },
  ] as const) {
    const { present, deadline } = happens(given, now)
    assert.match(present, /^Nothing/)
    assert.equal(deadline, null)
  }
})

test('a tool of the whole machine names no account', () => {
  assert.equal(whereabouts({ account: null, host: 'build-07' }), 'build-07')
  assert.equal(whereabouts({ account: 'lin', host: 'build-07' }), 'lin on build-07')
})
