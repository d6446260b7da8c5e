import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Catalog, CatalogEntry } from './catalog-entry.ts'
import type { FaultCode } from './fault.ts'
import { FAULTS } from './fault.ts'
import { readPolicy } from './read-policy.ts'

const UNKNOWN = { answer: 'Not established.', status: 'unknown' } as const
const entry = (tool: string, product: string): CatalogEntry => ({
  tool,
  name: tool,
  product,
  category: 'cli',
  vendor: 'v',
  about: 'a',
  indicators: [{ id: 'p', kind: 'process', strength: 'weak', name: tool }],
  dossier: { hosting: UNKNOWN, prompts: UNKNOWN, context: UNKNOWN, place: UNKNOWN, selfHosted: UNKNOWN },
})
const catalog: Catalog = new Map(
  [entry('claude-code', 'claude-code'), entry('codex-cli', 'codex'), entry('qoder-cli', 'qoder')].map(e => [e.tool, e]),
)
const HEAD = 'policy: p\nsanctioned: qoder\nunreviewed: notify\n'
const STAGED = 'stages: [{ response: notify }]'
const RULE = `rules:\n  - { id: r, match: { tools: [claude-code] }, verdict: banned, ${STAGED} }\n`

/** `line:column+length code: message; mend` of every fault and warning. */
const told = (text: string, today?: string): string[] => {
  const result = readPolicy({ name: 'policy.yaml', text }, catalog, today)
  return (result.ok ? result.warnings : result.faults).map(
    ({ place: { line, column, length }, code, message, mend }) =>
      `${line}:${column}+${length} ${code}: ${message}${mend === null ? '' : `; ${mend}`}`,
  )
}

const cases: { why: string; text: string; today?: string; want: string[] }[] = [
  { why: 'a plain policy has none', text: HEAD + RULE, want: [] },
  {
    why: 'not YAML',
    text: `${HEAD}rules: [\n`,
    want: ['5:1+1 bad-yaml: flow sequence in block collection must be sufficiently indented and end with a ]'],
  },
  {
    why: 'nothing at all',
    text: '',
    want: ['1:1+1 wrong-type: expected keys with values, found nothing'],
  },
  {
    why: 'an unknown key, near to a known one',
    text: `${HEAD}rules:\n  - { id: r, match: {}, verdcit: banned }\n`,
    want: [
      '5:5+37 missing-key: verdict is missing; add verdict, one of sanctioned, allowed, unreviewed, banned',
      '5:25+7 unknown-key: no such key: verdcit; did you mean verdict?',
    ],
  },
  {
    why: 'an unknown key, near to none',
    text: `${HEAD}rules: []\nlimits: { theme: dark }\n`,
    want: ['5:11+5 unknown-key: no such key: theme; known here: blockAtMost, protect'],
  },
  {
    why: 'an unknown key of an indicator, whose kind tells what is known',
    text: `${HEAD}rules: []\noverlay:\n  - indicators: [{ id: a, kind: hash, strength: weak, sha: x }]\n`,
    want: [
      '6:5+59 missing-key: tool is missing; add tool',
      '6:5+59 missing-key: name is missing; add name',
      '6:5+59 missing-key: product is missing; add product',
      '6:5+59 missing-key: category is missing; add category, one of cli, extension, ide, desktop, server',
      '6:5+59 missing-key: vendor is missing; add vendor',
      '6:5+59 missing-key: about is missing; add about',
      '6:5+59 missing-key: dossier is missing; add dossier',
      '6:18+45 missing-key: sha256 is missing; add sha256',
      '6:55+3 unknown-key: no such key: sha; did you mean sha256?',
    ],
  },
  {
    why: 'an indicator of no known kind',
    text: `${HEAD}rules: []\noverlay:\n  - tool: a\n    name: a\n    product: a\n    category: cli\n    vendor: a\n    about: a\n    dossier: 1\n    indicators: [{ kind: proces }]\n`,
    want: [
      '12:14+1 wrong-type: expected keys with values, found a number',
      '13:26+6 wrong-value: not a value that is known here: proces; did you mean process?',
    ],
  },
  {
    why: 'a list where text is expected, a number where text is',
    text: 'policy: 7\nsanctioned: [qoder]\nunreviewed: notify\nrules: []\n',
    want: [
      '1:9+1 wrong-type: expected text, found a number; put it in quotes',
      '2:13+7 wrong-type: expected text, found a list',
    ],
  },
  {
    why: 'a value out of a list',
    text: 'policy: p\nsanctioned: qoder\nunreviewed: notfy\nrules: []\n',
    want: ['3:13+5 wrong-value: not a value that is known here: notfy; did you mean notify?'],
  },
  {
    why: 'a date that is none, and a month that is none',
    text: `${HEAD}rules:\n  - { id: r, match: { tools: [claude-code] }, verdict: banned, stages: [{ response: notify, from: 2027-02-29 }, { response: warn, from: 2026-13-01 }, { response: block, from: 2026-00-01 }] }\n`,
    want: [
      '5:99+10 no-such-day: no such day: 2027-02-29; that month has the days 01 to 28',
      '5:137+10 no-such-day: no such day: 2026-13-01; months run from 01 to 12',
      '5:176+10 no-such-day: no such day: 2026-00-01; months run from 01 to 12',
    ],
  },
  {
    why: 'a date in other words',
    text: `${HEAD}rules:\n  - id: r\n    match: { tools: [claude-code] }\n    verdict: banned\n    stages: [{ response: notify, from: 1 Dec 2026 }]\n`,
    want: ['8:40+10 wrong-form: not of the form that is expected here: 1 Dec 2026; write a date such as 2026-12-01'],
  },
  {
    why: 'a share out of range',
    text: `${HEAD}rules:\n  - { id: r, match: { tools: [claude-code] }, verdict: banned, ${STAGED}, percent: 101 }\n`,
    want: ['5:105+3 out-of-range: 101: at most 100'],
  },
  {
    why: 'a list of none',
    text: `${HEAD}rules:\n  - { id: r, match: { tools: [] }, verdict: allowed }\n`,
    want: ['5:30+2 out-of-range: 0 in this list: at least 1'],
  },
  {
    why: 'a half deferral',
    text: `${HEAD}rules:\n  - { id: r, match: { tools: [claude-code] }, verdict: banned, stages: [{ response: warn, deferrals: 1.5 }] }\n`,
    want: ['5:102+3 wrong-type: expected a whole number, found a number'],
  },
  {
    why: 'a tool that nobody knows',
    text: `${HEAD}rules:\n  - id: r\n    match:\n      tools: [claude-cod]\n    verdict: allowed\n`,
    want: ['7:15+10 unknown-tool: no such tool in the catalog; did you mean claude-code?'],
  },
  {
    why: 'a product under tools, a tool under products',
    text: `${HEAD}rules:\n  - { id: r, match: { tools: [codex], products: [codex-cli, cordex] }, verdict: allowed }\n`,
    want: [
      '5:31+5 unknown-tool: no such tool in the catalog; it is a product: write it under products',
      '5:50+9 unknown-product: no such product in the catalog; it is a tool: write it under tools',
      '5:61+6 unknown-product: no such product in the catalog; did you mean codex?',
    ],
  },
  {
    why: 'an overlay adds a tool that rules may name',
    text: `${HEAD}rules:\n  - { id: r, match: { tools: [mine] }, verdict: allowed }\noverlay:\n  - ${JSON.stringify(entry('mine', 'mine'))}\n  - ${JSON.stringify(entry('mine', 'mine'))}\n`,
    want: ['8:13+6 duplicate-tool: mine is given twice; keep one of them'],
  },
  {
    why: 'an overlay is held as the catalog is',
    text: `${HEAD}rules: []\noverlay:\n  - ${JSON.stringify({ ...entry('mine', 'mine'), indicators: [{ id: 'p', kind: 'process', strength: 'strong', name: 'mine' }] })}\n`,
    want: ['6:145+8 too-strong: the name of a process proves nothing alone; write weak'],
  },
  {
    why: 'a sanctioned product that nobody knows',
    text: `policy: p\nsanctioned: qodre\nunreviewed: notify\n${RULE}`,
    want: ['2:13+5 unknown-tool: no such tool or product in the catalog; did you mean qoder?'],
  },
  {
    why: 'a ban of what is sanctioned, and of a part of it',
    text: `${HEAD}rules:\n  - { id: a, match: { products: [qoder] }, verdict: banned, ${STAGED} }\n  - { id: b, match: { tools: [qoder-cli] }, verdict: banned, ${STAGED} }\n`,
    want: [
      '5:34+5 sanctioned-banned: the policy sanctions this; take it out of the rule',
      '6:31+9 sanctioned-part-banned: bans a part of the sanctioned qoder',
    ],
  },
  {
    why: 'a tool may be sanctioned; then a ban of it is refused',
    text: `policy: p\nsanctioned: qoder-cli\nunreviewed: notify\nrules:\n  - { id: a, match: { tools: [qoder-cli] }, verdict: banned, ${STAGED} }\n`,
    want: ['5:31+9 sanctioned-banned: the policy sanctions this; take it out of the rule'],
  },
  {
    why: 'a rule that lets the sanctioned product be is no fault',
    text: `${HEAD}rules:\n  - { id: a, match: { products: [qoder], tools: [qoder-cli] }, verdict: allowed }\n`,
    want: [],
  },
  {
    why: 'two rules kept apart by accounts are no tie, by one account they are',
    text: `${HEAD}rules:\n  - { id: a, match: { tools: [codex-cli] }, verdict: allowed, devices: { accounts: [kim] } }\n  - { id: b, match: { tools: [codex-cli] }, verdict: allowed, devices: { accounts: [lin] } }\n  - { id: c, match: { tools: [codex-cli] }, verdict: allowed, devices: { accounts: [mo, lin] } }\n`,
    want: [
      '7:31+9 tie: the rule b names the same as closely; join them, or keep them apart by devices.platforms or devices.accounts',
    ],
  },
  {
    why: 'two rules as close, for the same devices',
    text: `${HEAD}rules:\n  - { id: a, match: { tools: [codex-cli] }, verdict: allowed, devices: { tags: [x] } }\n  - { id: b, match: { tools: [claude-code, codex-cli] }, verdict: allowed, devices: { tags: [y] } }\n`,
    want: [
      '6:44+9 tie: the rule a names the same as closely; join them, or keep them apart by devices.platforms or devices.accounts',
    ],
  },
  {
    why: 'two rules kept apart by platform or by closeness are no tie',
    text: `${HEAD}rules:\n  - { id: a, match: { tools: [codex-cli] }, verdict: allowed, devices: { platforms: [linux] } }\n  - { id: b, match: { tools: [codex-cli] }, verdict: allowed, devices: { platforms: [macos, windows] } }\n  - { id: c, match: { products: [codex] }, verdict: allowed }\n`,
    want: [],
  },
  {
    why: 'a rule given twice, and one that matches nothing',
    text: `${HEAD}rules:\n  - { id: a, match: { tools: [codex-cli] }, verdict: allowed }\n  - { id: a, match: {}, verdict: allowed }\n`,
    want: [
      '6:11+1 duplicate-rule: a is given twice; give it an id of its own',
      '6:21+2 empty-match: matches nothing; name tools or products',
    ],
  },
  {
    why: 'stages that go backwards',
    text: `${HEAD}rules:\n  - id: r\n    match: { tools: [claude-code] }\n    verdict: banned\n    stages:\n      - { response: warn, from: 2026-12-01, after: 3d }\n      - { response: notify, after: 4d }\n      - { response: warn, from: 2026-11-30 }\n      - { response: warn, after: 71h }\n`,
    want: [
      '10:21+6 stages-backwards: notify is milder than warn before it; put the stages in order',
      '11:33+10 stages-backwards: begins before the stage before it; put the stages in order',
      '12:34+3 stages-backwards: begins before the stage before it; put the stages in order',
    ],
  },
  {
    why: 'stages that begin together because they say so, and a block with grace, are in order',
    text: `${HEAD}rules:\n  - id: r\n    match: { tools: [claude-code] }\n    verdict: banned\n    stages:\n      - { response: notify, from: 2026-12-01, after: 1d }\n      - { response: warn, from: 2026-12-01, after: 1d }\n      - { response: block, after: 1d }\n`,
    want: [],
  },
  {
    why: 'a stage without a time, and a block without grace',
    text: `${HEAD}rules:\n  - id: r\n    match: { tools: [claude-code] }\n    verdict: banned\n    stages:\n      - { response: notify }\n      - { response: warn }\n      - { response: block, from: 2026-12-01 }\n`,
    want: [
      '10:9+18 stage-without-time: begins together with the stage before it; add `after`',
      '11:21+5 block-without-grace: blocks at once whoever is first seen then; add `after`, counted from the first sighting',
      '11:34+10 late-from: the clock waits for the first `from`, and with it every stage before this one; give the first stage a `from`',
    ],
  },
  {
    why: 'stages without a ban, and a ban without stages',
    text: `${HEAD}rules:\n  - { id: a, match: { tools: [claude-code] }, verdict: allowed, ${STAGED} }\n  - { id: b, match: { tools: [codex-cli] }, verdict: banned }\n`,
    want: [
      '5:65+6 stages-without-ban: nothing follows from allowed; only banned has stages',
      '6:54+6 ban-without-stages: without stages a ban is only observed; add stages',
    ],
  },
  {
    why: 'exceptions: of no rule, given twice, of a rule that bans nothing',
    text: `${HEAD}rules:\n  - { id: open, match: { tools: [codex-cli] }, verdict: allowed }\nexceptions:\n  - { id: e, rule: opne, until: 2026-12-01, reason: r, approvedBy: kim }\n  - { id: e, rule: open, until: 2026-12-01, reason: r, approvedBy: kim }\n`,
    want: [
      '7:20+4 unknown-rule: no such rule in this policy; did you mean open?',
      '8:11+1 duplicate-exception: e is given twice; give it an id of its own',
      '8:20+4 exception-without-ban: this rule bans nothing, so nothing is excepted',
    ],
  },
  {
    why: 'an exception that is over is a warning, where today is known',
    text: `${HEAD}${RULE}exceptions:\n  - { id: e, rule: r, until: 2026-12-01, reason: r, approvedBy: kim }\n`,
    today: '2026-12-02',
    want: ['7:30+10 exception-over: this exception is over; take it out, or extend it'],
  },
  {
    why: 'on its last day an exception is not over',
    text: `${HEAD}${RULE}exceptions:\n  - { id: e, rule: r, until: 2026-12-01, reason: r, approvedBy: kim }\n`,
    today: '2026-12-01',
    want: [],
  },
  {
    why: 'hostile text stays text',
    text: `${HEAD}rules: []\n"\\e[2J\\u202E": 1\n`,
    want: [
      '5:1+13 unknown-key: no such key: \\u{1b}[2J\\u{202e}; known here: policy, sanctioned, unreviewed, rules, exceptions, overlay, limits, retention',
    ],
  },
]
for (const { why, text, today, want } of cases) test(why, () => assert.deepEqual(told(text, today), want))

test('warnings leave a policy readable, errors do not', () => {
  const read = (text: string) => readPolicy({ name: 'p', text }, catalog)
  const warned = read(`${HEAD}rules:\n  - { id: b, match: { tools: [codex-cli] }, verdict: banned }\n`)
  assert.ok(warned.ok && warned.warnings.length === 1 && warned.policy.rules[0]?.id === 'b')
  assert.equal(read(`${HEAD}rules:\n  - { id: b, match: {}, verdict: allowed }\n`).ok, false)
})
test('this table shows every code of a policy', () => {
  const elsewhere: FaultCode[] = [
    // read-yaml.test.ts
    ...(['too-large', 'too-deep', 'bad-key', 'alias', 'duplicate-key'] as const),
    // read-catalog.test.ts
    ...(['duplicate-indicator', 'short-text', 'too-few-texts', 'bad-pattern'] as const),
    ...(['unknown-group', 'too-few-groups'] as const),
  ]
  const here = cases.flatMap(({ want }) => want.map(line => line.split(/[ :]/)[2] ?? ''))
  assert.deepEqual([...new Set([...here, ...elsewhere])].sort(), Object.keys(FAULTS).sort())
})
