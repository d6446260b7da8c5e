import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Rule } from '../language/policy.ts'
import { at, DAY, decide, type Given, worded } from './plain-case.ts'

const clock: { why: string; given: Given; want: string }[] = [
  { why: 'the first stage speaks at once', given: { now: 0 }, want: 'notify, warn 3' },
  { why: 'an instant before the second stage it still does', given: { now: 3 - 1 / DAY }, want: 'notify, warn 3' },
  { why: 'the second stage begins on time', given: { now: 3 }, want: 'warn, block 14' },
  { why: 'so does the third', given: { now: 14 }, want: 'block' },
  {
    why: 'before the first `from` nothing happens',
    given: { now: -1, history: { firstSeen: at(-10) } },
    want: 'observe (before-first-stage), notify 0',
  },
  {
    why: 'who is seen early starts with the first `from`',
    given: { now: 2, history: { firstSeen: at(-10) } },
    want: 'notify, warn 3',
  },
  {
    why: 'who is seen late has all the time of the others',
    given: { now: 41, history: { firstSeen: at(40) } },
    want: 'notify, warn 43',
  },
  {
    why: 'the clock waits while a dispute is open',
    given: { now: 20, history: { disputedSince: at(10) } },
    want: 'warn, block 24',
  },
  { why: 'it waits 14 days at most', given: { now: 28, history: { disputedSince: at(10) } }, want: 'block' },
  {
    why: 'what settled disputes held is held for good',
    given: { now: 15, history: { pausedFor: 2 * DAY } },
    want: 'warn, block 16',
  },
  {
    why: 'all disputes together hold it 14 days',
    given: { now: 27.5, history: { pausedFor: 13 * DAY, disputedSince: at(13) } },
    want: 'warn, block 28',
  },
  {
    why: 'a dispute opened before the clock starts holds nothing before it does',
    given: { now: 1, history: { firstSeen: at(-10), disputedSince: at(-9) } },
    want: 'notify, warn 4',
  },
  {
    why: 'a dispute takes back no stage that has come',
    given: { now: 5, history: { disputedSince: at(3) } },
    want: 'warn, block 16',
  },
  {
    why: 'a deferral lowers nothing and moves nothing',
    given: { now: 14, history: { deferredUntil: at(15), deferralsUsed: 3 } },
    want: 'block',
  },
  {
    why: 'a stage that has a day and a time waits for the later',
    given: {
      now: 5,
      rule: {
        stages: [
          { response: 'notify', from: '2026-12-01' },
          { response: 'warn', from: '2026-12-11', after: '3d' },
        ],
      },
    },
    want: 'notify, warn 10',
  },
  {
    why: 'a stage never comes before the one that it follows',
    given: {
      now: 5,
      rule: {
        stages: [
          { response: 'notify', from: '2026-12-01' },
          { response: 'warn', from: '2026-12-11' },
          { response: 'block', after: '3d' },
        ],
      },
    },
    want: 'notify, block 10',
  },
  {
    why: 'a stage without `from` starts with the first sighting',
    given: { now: 8, history: { firstSeen: at(7) }, rule: { stages: [{ response: 'notify', after: '2d' }] } },
    want: 'observe (before-first-stage), notify 9',
  },
  {
    why: 'a ban without stages is observed',
    given: { now: 9, rule: { stages: undefined } as Partial<Rule> },
    want: 'observe',
  },
]
for (const { why, given, want } of clock) test(`clock: ${why}`, () => assert.equal(worded(given), want))

const unreviewed: { why: string; given: Given; want: string }[] = [
  { why: 'notifies where the policy says so', given: { now: 0 }, want: 'notify' },
  { why: 'observes where it says that', given: { now: 0, policy: { unreviewed: 'observe' } }, want: 'observe' },
  { why: 'a trace is no reason for a notice', given: { now: 0, subject: { state: 'trace' } }, want: 'observe (trace)' },
  { why: 'safe mode is silent', given: { now: 0, held: { safeMode: true } }, want: 'observe (safe-mode)' },
]
for (const { why, given, want } of unreviewed)
  test(`unreviewed: ${why}`, () => assert.equal(worded({ ...given, policy: { ...given.policy, rules: [] } }), want))

test('unreviewed: a rule can say so, for a share', () => {
  const rules: Rule[] = [{ id: 'r', verdict: 'unreviewed', match: { tools: ['alpha-cli'] }, percent: 0 }]
  assert.equal(worded({ now: 0, policy: { rules } }), 'observe (outside-percent)')
})
test('the stage in force is named, whatever it comes to', () => {
  assert.equal(decide({ now: 14, held: { mayBlock: [] } }).because.stage, 2)
  assert.equal(decide({ now: 3 }).because.stage, 1)
  assert.equal(decide({ now: -1 }).because.stage, null)
})
