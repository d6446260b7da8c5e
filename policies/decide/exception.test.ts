import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Exception } from '../language/policy.ts'
import { DAY, decide, device, exception, type Given, START } from './plain-case.ts'

const exceptions: {
  why: string
  given: Given
  exceptions: Partial<Exception>[]
  want: string | null
  next?: string
}[] = [
  { why: 'observes, and says what follows', given: { now: 14 }, exceptions: [{}], want: 'e-1', next: 'block 20' },
  { why: '`until` includes its day', given: { now: 20 - 1 / DAY }, exceptions: [{}], want: 'e-1', next: 'block 20' },
  { why: 'ends with its day', given: { now: 20 }, exceptions: [{}], want: null },
  { why: 'of another rule does not hold', given: { now: 14 }, exceptions: [{ rule: 'other' }], want: null },
  { why: 'of another account does not hold', given: { now: 14 }, exceptions: [{ account: 'kim' }], want: null },
  {
    why: 'of another device does not hold',
    given: { now: 14 },
    exceptions: [{ device: `d-${'1'.repeat(32)}` }],
    want: null,
  },
  {
    why: 'of this account and device holds',
    given: { now: 14 },
    exceptions: [{ account: 'lin', device: device.id }],
    want: 'e-1',
    next: 'block 20',
  },
  {
    why: 'of an account does not hold for no account',
    given: { now: 14, subject: { account: null } },
    exceptions: [{ account: 'lin' }],
    want: null,
  },
  {
    why: 'that holds longest is named',
    given: { now: 14 },
    exceptions: [{}, { id: 'e-2', until: '2026-12-24' }, { id: 'e-3' }],
    want: 'e-2',
    next: 'block 24',
  },
  {
    why: 'that comes first of equals is named',
    given: { now: 14 },
    exceptions: [{}, { id: 'e-2' }],
    want: 'e-1',
    next: 'block 20',
  },
  {
    why: 'holds before the first stage',
    given: { now: -1 },
    exceptions: [{ until: '2026-11-30' }],
    want: 'e-1',
    next: 'notify 0',
  },
  {
    why: 'that ends before the first stage tells the stage',
    given: { now: -5 },
    exceptions: [{ until: '2026-11-28' }],
    want: 'e-1',
    next: 'notify 0',
  },
  {
    why: 'of a trace announces nothing',
    given: { now: 14, subject: { state: 'trace' } },
    exceptions: [{}],
    want: 'e-1',
  },
]
for (const { why, given, exceptions: list, want, next } of exceptions)
  test(`an exception ${why}`, () => {
    const decision = decide({ ...given, policy: { exceptions: list.map(fields => ({ ...exception, ...fields })) } })
    assert.equal(decision.verdict, 'banned')
    assert.equal(decision.exception, want)
    if (want !== null) {
      assert.equal(decision.response, 'observe')
      assert.equal(decision.because.lowered, 'exception')
      const told = decision.next && `${decision.next.response} ${(decision.next.at - START) / DAY}`
      assert.equal(told ?? undefined, next)
    } else assert.equal(decision.response, 'block')
  })
