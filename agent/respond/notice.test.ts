import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Catalog, CatalogEntry } from '../../policies/language/catalog-entry.ts'
import { productName } from '../../policies/language/product-name.ts'
import { dueNotice, type Occasion } from './notice.ts'

const now = Date.UTC(2026, 11, 10, 9)
const HOUR = 3_600_000
const DAY = 24 * HOUR

const unknown = { answer: 'Not known.', status: 'unknown' } as const
const entry = (tool: string, product: string, name: string): [string, CatalogEntry] => [
  tool,
  {
    tool,
    name,
    product,
    category: 'cli',
    vendor: 'Somebody',
    about: 'An assistant.',
    indicators: [{ id: 'name', kind: 'process', strength: 'weak', name: tool }],
    dossier: { hosting: unknown, prompts: unknown, context: unknown, place: unknown, selfHosted: unknown },
  },
]
const catalog: Catalog = new Map([
  entry('claude-code', 'claude-code', 'Claude Code'),
  entry('qoder-ide', 'qoder', 'Qoder IDE'),
  entry('qoder-cli', 'qoder', 'Qoder CLI'),
])

const decision = {
  verdict: 'banned',
  response: 'warn',
  because: { rule: 'claude-code', stage: 1, lowered: null },
  next: { response: 'block', at: now + 5 * DAY },
  exception: null,
} as const

/** The plain case: Claude Code was just started, a warning with daily reminders is in force, nobody was told yet. */
const plain: Occasion = {
  detection: {
    id: '0123456789abcdef',
    tool: 'claude-code',
    product: 'claude-code',
    name: 'Claude Code',
    category: 'cli',
    version: '2.1.329',
    verdict: 'banned',
    response: 'warn',
    rule: 'claude-code',
    exception: null,
    next: { response: 'block', at: now + 5 * DAY },
    state: 'running',
    account: 'lin',
    path: '~/.npm-global/bin/claude',
    evidence: [
      { indicator: 'claude-code/npm', kind: 'package', strength: 'strong', matched: '@anthropic-ai/claude-code' },
    ],
    firstSeen: now - 9 * DAY,
    lastSeen: now,
  },
  decision,
  policy: {
    policy: 'p',
    sanctioned: 'qoder',
    unreviewed: 'notify',
    rules: [
      {
        id: 'claude-code',
        match: { tools: ['claude-code'] },
        verdict: 'banned',
        stages: [
          { response: 'notify' },
          { response: 'warn', after: '3d', remind: '1d', deferrals: 3 },
          { response: 'block', after: '14d' },
        ],
        notice: { reason: { en: 'Because.' }, link: 'https://intranet.example/ai' },
      },
    ],
  },
  catalog,
  history: {
    firstSeen: now - 9 * DAY,
    noticesShown: 0,
    lastNotice: null,
    deferralsUsed: 0,
    deferredUntil: null,
    pausedFor: 0,
    disputedSince: null,
  },
  lastResponse: null,
  toolNoticed: null,
  missed: null,
  started: true,
  desktop: true,
  now,
}
const { detection, history } = plain
const told = (at: number, response: Occasion['lastResponse']): Partial<Occasion> => ({
  history: { ...history, noticesShown: 1, lastNotice: at },
  lastResponse: response,
  toolNoticed: at,
})
const notify = {
  decision: { ...decision, response: 'notify', because: { rule: 'claude-code', stage: 0, lowered: null } },
} as const

const cases: { why: string; given: Partial<Occasion>; due: boolean }[] = [
  { why: 'a start that nobody was told of yet', given: {}, due: true },
  {
    why: 'present, with a desktop to show it on',
    given: { detection: { ...detection, state: 'present' }, started: false },
    due: true,
  },
  {
    why: 'present, without a desktop: it waits for the start',
    given: { detection: { ...detection, state: 'present' }, started: false, desktop: false },
    due: false,
  },
  { why: 'running, without a desktop', given: { desktop: false }, due: true },
  { why: 'a trace', given: { detection: { ...detection, state: 'trace' } }, due: false },
  { why: 'gone', given: { detection: { ...detection, state: 'gone' } }, due: false },
  { why: 'observed only', given: { decision: { ...decision, response: 'observe' } }, due: false },
  { why: 'excepted, whatever the response says', given: { decision: { ...decision, exception: 'e-17' } }, due: false },
  { why: 'of no account: there is nobody to tell', given: { detection: { ...detection, account: null } }, due: false },
  { why: 'deferred until later', given: { history: { ...history, deferredUntil: now + HOUR } }, due: false },
  { why: 'the deferral has run out', given: { history: { ...history, deferredUntil: now } }, due: true },
  { why: 'told an hour ago', given: told(now - HOUR, 'warn'), due: false },
  { why: 'told a day ago, to be reminded daily', given: told(now - DAY, 'warn'), due: true },
  {
    why: 'told a month ago, in a stage without reminders',
    given: { ...told(now - 30 * DAY, 'notify'), ...notify },
    due: false,
  },
  { why: 'told yesterday of another response', given: told(now - DAY, 'notify'), due: true },
  {
    why: 'told yesterday of another response, in a stage without reminders',
    given: { ...told(now - DAY, 'warn'), ...notify },
    due: true,
  },
  { why: 'told an hour ago of another response: one notice a day', given: told(now - HOUR, 'notify'), due: false },
  { why: 'told an hour ago of the same tool in another place', given: { toolNoticed: now - HOUR }, due: false },
  { why: 'told yesterday of the same tool in another place', given: { toolNoticed: now - DAY }, due: true },
  { why: 'tried an hour ago and reached nobody', given: { missed: now - HOUR, started: false }, due: false },
  { why: 'tried an hour ago and reached nobody, and now started', given: { missed: now - HOUR }, due: true },
  { why: 'tried a day ago and reached nobody', given: { missed: now - DAY, started: false }, due: true },
  {
    why: 'a block that was lowered to a warning keeps the reminders of the warning',
    given: {
      ...told(now - DAY, 'warn'),
      decision: { ...decision, because: { rule: 'claude-code', stage: 2, lowered: 'block-not-signed' } },
    },
    due: true,
  },
  {
    why: 'sanctioned',
    given: {
      decision: {
        verdict: 'sanctioned',
        response: 'observe',
        because: { rule: null, stage: null, lowered: null },
        next: null,
        exception: null,
      },
    },
    due: false,
  },
  {
    why: 'unreviewed, without a rule',
    given: {
      decision: {
        verdict: 'unreviewed',
        response: 'notify',
        because: { rule: null, stage: null, lowered: null },
        next: null,
        exception: null,
      },
    },
    due: true,
  },
]
for (const { why, given, due } of cases) {
  test(`${due ? 'due' : 'not due'}: ${why}`, () => assert.equal(dueNotice({ ...plain, ...given }) !== null, due))
}

test('reminders every twelve hours are not held up by the one notice a day', () => {
  const rules = plain.policy.rules.map(rule => ({ ...rule, stages: [{ response: 'warn', remind: '12h' } as const] }))
  const given = {
    ...plain,
    ...told(now - 12 * HOUR, 'warn'),
    policy: { ...plain.policy, rules },
    decision: { ...decision, because: { rule: 'claude-code', stage: 0, lowered: null } },
  } as const
  assert.notEqual(dueNotice(given), null)
  assert.equal(dueNotice({ ...given, now: now - 1 }), null)
})

test('a notice holds what its words need, and names what to use instead', () => {
  assert.deepEqual(dueNotice(plain), {
    detection: '0123456789abcdef',
    account: 'lin',
    response: 'warn',
    found: { name: 'Claude Code', version: '2.1.329', state: 'running', at: now },
    verdict: 'banned',
    reason: { en: 'Because.' },
    next: { response: 'block', at: now + 5 * DAY },
    instead: 'Qoder',
    link: 'https://intranet.example/ai',
  })
})

test('a product is called what its tools are called together', () => {
  assert.equal(productName(catalog, 'qoder'), 'Qoder')
  assert.equal(productName(catalog, 'qoder-cli'), 'Qoder CLI')
  assert.equal(productName(catalog, 'claude-code'), 'Claude Code')
  assert.equal(productName(catalog, 'our-own-assistant'), 'our-own-assistant')
})
