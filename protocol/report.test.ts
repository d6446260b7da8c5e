import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bodyOf, columnsOf, reportOf } from './body.ts'
import { DetectionReport } from './detection.ts'
import { Entry, ListedEntry } from './entry.ts'
import { LIMITS } from './limits.ts'
import { Report, type ReportKind } from './report.ts'
import { kindsKeptAs } from './retention.ts'

const HOUR = 3_600_000
const TEN = Date.UTC(2026, 10, 21, 10)
const salt = 'AAAAAAAAAAAAAAAAAAAAAA'
const sha = 'a'.repeat(64)
const id = '00000000000000aa'

const detection: DetectionReport = {
  id,
  tool: 'claude-code',
  product: 'claude-code',
  name: 'Claude Code',
  category: 'cli',
  version: '2.1.112',
  verdict: 'banned',
  response: 'notify',
  rule: 'claude-code',
  exception: null,
  next: { response: 'warn', at: TEN + 90 },
  state: 'running',
  account: 'lin',
  path: '~/.npm-global/bin/claude',
  evidence: [{ indicator: 'claude-code/npm', kind: 'package', strength: 'conclusive', matched: 'x' }],
  firstSeen: TEN,
  lastSeen: TEN,
}
/** One of each kind, so that a new kind does not compile without one. */
const reports: { [K in ReportKind]: Extract<Report, { kind: K }> } = {
  'ledger-began': { kind: 'ledger-began', at: TEN + 1, salt, why: 'first', before: null },
  enrolled: { kind: 'enrolled', at: TEN + 1, salt, device: `d-${'0'.repeat(32)}`, console: 'https://c.example' },
  'device-described': {
    kind: 'device-described',
    at: TEN + 1,
    salt,
    host: 'h',
    platform: 'linux',
    os: 'Debian',
    osVersion: '12',
    arch: 'x64',
    model: null,
    cpu: null,
    cores: 2,
    memory: 4_096,
    agent: '0.1.0',
    tags: ['engineering'],
  },
  'detection-seen': { kind: 'detection-seen', at: TEN, salt, account: 'lin', detection },
  'detection-changed': { kind: 'detection-changed', at: TEN, salt, account: 'lin', detection },
  'detection-gone': { kind: 'detection-gone', at: TEN, salt, account: 'lin', detection: id },
  repeated: {
    kind: 'repeated',
    at: TEN,
    salt,
    account: 'lin',
    detection: id,
    what: 'started',
    count: 2,
    hour: TEN - HOUR,
  },
  folded: {
    kind: 'folded',
    at: TEN,
    salt,
    account: 'lin',
    what: 'detection',
    detection: id,
    count: 9,
    first: TEN - HOUR,
    last: TEN,
  },
  'notice-shown': {
    kind: 'notice-shown',
    at: TEN,
    salt,
    account: 'lin',
    detection: id,
    response: 'notify',
    via: 'desktop',
    language: 'en',
  },
  unenrolled: {
    kind: 'unenrolled',
    at: TEN + 1,
    salt,
    device: `d-${'0'.repeat(32)}`,
    console: 'https://waymark.example/',
    why: 'other-console',
  },
  'key-renewed': {
    kind: 'key-renewed',
    at: TEN + 1,
    salt,
    device: `d-${'0'.repeat(32)}`,
    key: 'A'.repeat(43),
  },
  'policy-applied': { kind: 'policy-applied', at: TEN + 1, salt, policy: 'p', serial: 1, digest: sha },
  'mcp-servers-changed': {
    kind: 'mcp-servers-changed',
    at: TEN,
    salt,
    account: 'lin',
    servers: [{ configOf: 'cursor', name: 'docs', transport: 'stdio', target: 'npx' }],
    instructionFiles: ['~/.claude/CLAUDE.md'],
    more: 0,
  },
  'condition-changed': { kind: 'condition-changed', at: TEN + 1, salt, condition: 'c', state: 'raised', detail: '' },
}
const all = Object.values(reports)
const tellsOfUse = (report: Report): boolean => 'detection' in report || report.kind === 'mcp-servers-changed'

for (const report of all) {
  test(`${report.kind} is written, read back, and closed`, () => {
    const body = bodyOf(report)
    assert.deepEqual(reportOf(body), { ok: true, report })
    for (const field of ['prompt', 'args', 'cwd', 'location', '__proto__']) {
      const open = JSON.parse(`${body.slice(0, -1)},"${field}":"x"}`)
      assert.equal(Report.safeParse(open).success, false, field)
      assert.throws(() => bodyOf(open), TypeError)
    }
    assert.equal(Report.safeParse({ ...report, salt: undefined }).success, false)
  })
}

test('what tells of use is told by the hour', () => {
  for (const report of all) {
    assert.equal(Report.safeParse({ ...report, at: TEN + 1 }).success, !tellsOfUse(report), report.kind)
    assert.equal(Report.safeParse({ ...report, account: 'lin', at: TEN + 1 }).success, false, report.kind)
  }
  assert.equal(DetectionReport.safeParse({ ...detection, firstSeen: TEN + 1 }).success, false)
  assert.equal(DetectionReport.safeParse({ ...detection, lastSeen: TEN + 60_000 }).success, false)
  assert.equal(Report.safeParse({ ...reports.repeated, hour: TEN + 1 }).success, false)
})

const wrong: { why: string; over: object }[] = [
  { why: 'a pid', over: { pid: 12 } },
  { why: 'a device', over: { device: `d-${'0'.repeat(32)}` } },
  { why: 'no evidence', over: { evidence: [] } },
  { why: 'more evidence than is bounded', over: { evidence: Array.from({ length: 33 }, () => detection.evidence[0]) } },
  { why: 'an unknown field in evidence', over: { evidence: [{ ...detection.evidence[0], content: 'x' }] } },
  { why: 'a name with a hidden character', over: { name: 'Claude\u200b Code' } },
  { why: 'a path that is too long', over: { path: `/${'x'.repeat(LIMITS.path)}` } },
  { why: 'an unknown verdict', over: { verdict: 'forbidden' } },
  { why: 'an id that is none', over: { id: 'xyz' } },
]
for (const { why, over } of wrong)
  test(`a detection is refused: ${why}`, () =>
    assert.equal(DetectionReport.safeParse({ ...detection, ...over }).success, false))

test('of an MCP server nothing else is told, and always whose it is', () => {
  const told = reports['mcp-servers-changed']
  const [server] = told.servers
  for (const more of [{ args: ['x'] }, { env: {} }, { url: 'https://x/y' }, { path: '/x' }, { transport: 'pipe' }])
    assert.equal(Report.safeParse({ ...told, servers: [{ ...server, ...more }] }).success, false, JSON.stringify(more))
  assert.equal(Report.safeParse({ ...told, account: undefined }).success, false)
})

const body = bodyOf(reports.enrolled)
const bodies: { why: string; text: string; says: RegExp }[] = [
  { why: 'spaces', text: body.replace(':', ': '), says: /not canonical/ },
  { why: 'keys in another order', text: JSON.stringify(reports.enrolled), says: /not canonical/ },
  { why: 'a key twice', text: body.replace('{', '{"at":1,'), says: /not canonical/ },
  { why: 'an escape that need not be one', text: body.replace('enrolled', '\\u0065nrolled'), says: /not canonical/ },
  { why: 'no JSON', text: '{', says: /not JSON/ },
  { why: 'another shape', text: '{}', says: /kind/ },
  { why: 'depth', text: '['.repeat(20), says: /not JSON/ },
  { why: 'more depth', text: '['.repeat(40), says: /nested deeper/ },
  { why: 'size', text: ' '.repeat(LIMITS.entryBytes + 1), says: /too large/ },
]
for (const { why, text, says } of bodies)
  test(`a body is refused: ${why}`, () => {
    const read = reportOf(text)
    assert.match(read.ok ? '' : read.reason, says)
  })

test('a report larger than an entry is not written', () => {
  const evidence = Array.from({ length: 32 }, () => ({ ...detection.evidence[0], matched: '界'.repeat(1_000) }))
  const large = { ...reports['detection-seen'], detection: { ...detection, evidence } } as Report
  assert.throws(() => bodyOf(large), /at most 16384 bytes/)
})

test('entries are closed, and a listed one says why its body is absent', () => {
  const entry = { epoch: 'e'.repeat(32), seq: 1, body, digest: sha, hash: sha }
  assert.equal(Entry.safeParse(entry).success, true)
  assert.equal(Entry.safeParse({ ...entry, device: 'd' }).success, false)
  assert.equal(Entry.safeParse({ ...entry, body: null }).success, false)
  const listed = { ...entry, at: TEN, kind: 'enrolled' }
  assert.equal(ListedEntry.safeParse(listed).success, true)
  assert.equal(ListedEntry.safeParse({ ...listed, body: null, erasedOn: TEN }).success, true)
  assert.equal(ListedEntry.safeParse({ ...listed, note: 'x' }).success, false)
})

test('columns are what the body says', () => {
  assert.deepEqual(columnsOf(reports.repeated), { kind: 'repeated', at: TEN, account: 'lin' })
  assert.deepEqual(columnsOf(reports.enrolled), { kind: 'enrolled', at: TEN + 1, account: null })
})

test('each kind is kept by one rule; what tells of a person is erased by one', () => {
  const erased = [...kindsKeptAs('detections'), ...kindsKeptAs('notices')]
  assert.equal(new Set(erased).size, erased.length)
  for (const report of all) assert.equal(erased.includes(report.kind), tellsOfUse(report), report.kind)
})
