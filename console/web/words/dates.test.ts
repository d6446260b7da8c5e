import assert from 'node:assert/strict'
import test from 'node:test'
import { away, awayByHour, both, bothByHour, bothWithHour, lasting, writtenDay } from './dates.ts'

const now = Date.UTC(2026, 10, 21, 10, 42)
const at = (text: string): number => Date.parse(text)

const cases: { why: string; at: string; zone?: string; want: string }[] = [
  { why: 'three midnights away', at: '2026-11-24T00:00:00Z', want: 'in 3 days' },
  { why: 'tomorrow early, more than 12 hours', at: '2026-11-22T06:00:00Z', want: 'tomorrow' },
  { why: 'after midnight, but soon', at: '2026-11-21T23:30:00Z', want: 'in 12 hours' },
  { why: 'the days are those of the reader', at: '2026-11-21T23:30:00Z', zone: 'Asia/Shanghai', want: 'tomorrow' },
  { why: 'minutes', at: '2026-11-21T10:39:30Z', want: '2 minutes ago' },
  { why: 'under a minute', at: '2026-11-21T10:41:30Z', want: 'just now' },
  { why: 'months', at: '2027-02-20T00:00:00Z', want: 'in 3 months' },
  { why: 'years', at: '2024-11-20T00:00:00Z', want: '2 years ago' },
]
for (const c of cases) test(`away: ${c.why}`, () => assert.equal(away(at(c.at), now, c.zone ?? 'UTC'), c.want))

test('an hour is all that is told of use: never minutes', () => {
  assert.equal(awayByHour(at('2026-11-21T10:00:00Z'), now, 'UTC'), 'this hour')
  assert.equal(awayByHour(at('2026-11-21T09:00:00Z'), now, 'UTC'), 'last hour')
  assert.equal(awayByHour(at('2026-11-21T08:00:00Z'), now, 'UTC'), '2 hours ago')
  assert.equal(awayByHour(at('2026-11-19T08:00:00Z'), now, 'UTC'), '2 days ago')
  assert.equal(bothByHour(at('2026-11-21T10:00:00Z'), now, 'UTC'), '21 Nov 2026, this hour')
})

test('a date stands both ways, with its hour where it is a deadline', () => {
  assert.equal(both(at('2026-12-14T00:00:00Z'), now, 'UTC'), '14 Dec 2026, in 23 days')
  assert.equal(bothWithHour(at('2026-12-14T00:00:00Z'), now, 'Asia/Shanghai'), '14 Dec 2026 08:00, in 23 days')
})

test('a day and a duration of a policy in words', () => {
  assert.equal(writtenDay('2026-12-01'), '1 Dec 2026')
  assert.deepEqual(['3d', '1d', '12h', '30m'].map(lasting), ['3 days', '1 day', '12 hours', '30 minutes'])
})
