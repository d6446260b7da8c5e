import assert from 'node:assert/strict'
import { test } from 'node:test'
import { at, type Given, worded } from './plain-case.ts'

const lowered: { why: string; given: Given; want: string }[] = [
  { why: 'a trace is observed', given: { now: 14, subject: { state: 'trace' } }, want: 'observe (trace)' },
  { why: 'nothing blocks unsigned', given: { now: 14, held: { mayBlock: [] } }, want: 'warn (block-not-signed)' },
  { why: 'a block that cannot come is not announced', given: { now: 3, held: { mayBlock: [] } }, want: 'warn' },
  {
    why: 'another rule may block, this may not',
    given: { now: 14, held: { mayBlock: ['other'] } },
    want: 'warn (block-not-signed)',
  },
  { why: 'a tripped rule falls to warn', given: { now: 14, held: { tripped: ['ban'] } }, want: 'warn (tripped)' },
  { why: 'another rule that tripped changes nothing', given: { now: 14, held: { tripped: ['other'] } }, want: 'block' },
  {
    why: 'without a word for long, block falls to warn',
    given: { now: 14, held: { lastFreshWord: at(6.9) } },
    want: 'warn (stale)',
  },
  { why: 'seven days are not long', given: { now: 14, held: { lastFreshWord: at(7) } }, want: 'block' },
  { why: 'without any word it never blocks', given: { now: 14, held: { lastFreshWord: null } }, want: 'warn (stale)' },
  { why: 'stale words leave a warning alone', given: { now: 3, held: { lastFreshWord: null } }, want: 'warn' },
  { why: 'safe mode observes', given: { now: 14, held: { safeMode: true } }, want: 'observe (safe-mode)' },
  { why: 'a stand-down observes', given: { now: 3, held: { standDown: true } }, want: 'observe (stand-down)' },
  {
    why: 'the stand-down is named first',
    given: { now: 3, held: { standDown: true, safeMode: true } },
    want: 'observe (stand-down)',
  },
  {
    why: 'a share of none leaves it alone',
    given: { now: 14, rule: { percent: 0 } },
    want: 'observe (outside-percent)',
  },
  { why: 'a share of all takes it in', given: { now: 14, rule: { percent: 100 } }, want: 'block' },
]
for (const { why, given, want } of lowered) test(`lowered: ${why}`, () => assert.equal(worded(given), want))
