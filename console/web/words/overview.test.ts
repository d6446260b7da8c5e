import assert from 'node:assert/strict'
import test from 'node:test'
import type { Overview } from '../../api/answers.ts'
import { headline, WAITING } from './overview.ts'
import { plain } from './sentence.ts'

const none = { devices: 0, running: 0, aWeekAgo: null }
const claude = {
  product: 'claude-code',
  name: 'Claude Code',
  verdict: 'banned',
  devices: 14,
  running: 3,
  rule: 'r',
} as const
const fleet: Overview = {
  devices: { total: 212, connected: 200, away: 10, silent: 2 },
  verdicts: {
    banned: { devices: 14, running: 3, aWeekAgo: 23 },
    unreviewed: none,
    allowed: none,
    sanctioned: { devices: 180, running: 20, aWeekAgo: 150 },
  },
  sanctioned: 'Qoder',
  products: [claude],
  days: [],
  waiting: [],
  deadlines: [],
  policy: null,
}
const banned = (change: Partial<Overview['verdicts']['banned']>): Overview => ({
  ...fleet,
  verdicts: { ...fleet.verdicts, banned: { ...fleet.verdicts.banned, ...change } },
})

const cases: { why: string; given: Overview; want: string }[] = [
  {
    why: 'on its way',
    given: fleet,
    want: '14 of 212 devices still have Claude Code, 9 fewer than a week ago; running on 3 this hour. 180 have Qoder.',
  },
  {
    why: 'it goes the wrong way',
    given: banned({ aWeekAgo: 10, running: 0 }),
    want: '14 of 212 devices still have Claude Code, 4 more than a week ago. 180 have Qoder.',
  },
  {
    why: 'several products are banned',
    given: { ...fleet, products: [claude, { ...claude, product: 'cursor', name: 'Cursor' }] },
    want: '14 of 212 devices still have one of 2 banned assistants, 9 fewer than a week ago; running on 3 this hour. 180 have Qoder.',
  },
  {
    why: 'done',
    given: banned({ devices: 0, running: 0 }),
    want: 'None of 212 devices has a banned assistant. 180 have Qoder.',
  },
  {
    why: 'one device, as after npm start',
    given: {
      ...banned({ devices: 1, running: 1, aWeekAgo: null }),
      devices: { total: 1, connected: 1, away: 0, silent: 0 },
      verdicts: {
        banned: { devices: 1, running: 1, aWeekAgo: null },
        unreviewed: none,
        allowed: none,
        sanctioned: none,
      },
    },
    want: 'The one device here still has Claude Code; running this hour. Nobody has Qoder yet.',
  },
  {
    why: 'nothing yet',
    given: { ...fleet, devices: { total: 0, connected: 0, away: 0, silent: 0 } },
    want: 'No device has enrolled yet.',
  },
]
for (const c of cases)
  test(`the migration in a sentence: ${c.why}`, () => assert.equal(plain(headline(c.given)), c.want))

test('the figures lead to what they count', () => {
  const links = headline(fleet).flatMap(part => (typeof part === 'string' ? [] : [[part.text, part.target]]))
  assert.deepEqual(links, [
    ['14', { page: '/detections', search: { verdict: 'banned' } }],
    ['212 devices', { page: '/devices', search: {} }],
    ['running on 3 this hour', { page: '/detections', search: { verdict: 'banned', state: 'running' } }],
    ['180', { page: '/detections', search: { verdict: 'sanctioned' } }],
  ])
})

test('what waits counts one as one', () => {
  assert.equal(WAITING['silent-devices'](1).says.text, '1 device silent for more than a day')
  assert.equal(WAITING['unreviewed-tools'](2).says.text, '2 assistants nobody has decided on')
})
