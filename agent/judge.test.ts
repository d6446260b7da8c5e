import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCatalog } from '../policies/language/read-catalog.ts'
import { readPolicy } from '../policies/language/read-policy.ts'
import { Detection } from '../protocol/detection.ts'
import type { Finding } from './identify/finding.ts'
import { detectionId, type Judgement, judge } from './judge.ts'
import { catalogFiles } from './settings/catalog-files.ts'

const { catalog } = readCatalog(await catalogFiles())
const read = readPolicy(
  {
    name: 'test',
    text: `policy: test
sanctioned: qoder
unreviewed: notify
rules:
  - id: claude-code
    match: { tools: [claude-code] }
    verdict: banned
    stages:
      - { response: notify, from: 2026-01-01 }
      - { response: warn, after: 3d }
`,
  },
  catalog,
)
if (!read.ok) throw new Error(JSON.stringify(read.faults))
const DAY = 86_400_000
const now = Date.UTC(2026, 10, 21, 10, 30)

const finding: Finding = {
  tool: 'claude-code',
  account: 'lin',
  install: '/home/lin/.npm-global/lib/node_modules/@anthropic-ai/claude-code',
  version: '2.1.329',
  inside: null,
  sha256: null,
  process: { pid: 7, started: 1, terminal: null },
  evidence: [{ indicator: 'claude-code/npm', kind: 'package', strength: 'strong', matched: 'claude-code 2.1.329' }],
}
const given = (over: Partial<Judgement> = {}): Judgement => ({
  findings: [finding],
  policy: read.policy,
  catalog,
  homes: [{ account: 'lin', uid: 1000, home: '/home/lin' }],
  device: { id: `d-${'0'.repeat(32)}`, platform: 'linux', tags: [] },
  history: () => null,
  firstSeen: () => null,
  circumstances: { lastFreshWord: now, mayBlock: [], tripped: [], safeMode: false, standDown: false },
  now,
  ...over,
})
const only = (over: Partial<Judgement> = {}) => {
  const [one, ...more] = judge(given(over))
  assert.deepEqual(more, [])
  return one?.detection ?? assert.fail('nothing was judged')
}

test('a detection has the shape that is printed and answered, with paths below the home', () => {
  const detection = only()
  assert.deepEqual(Detection.parse(detection), detection)
  assert.equal(detection.path, '~/.npm-global/lib/node_modules/@anthropic-ai/claude-code')
  assert.equal(detection.state, 'running')
  assert.equal(detection.response, 'notify')
  assert.deepEqual(detection.next, { response: 'warn', at: Date.UTC(2026, 10, 24, 10) })
})
test('a rule that names who signed it speaks of what they are proven to have signed', () => {
  const rule = { id: 'signed', match: { signers: ['Anthropic, PBC'] }, verdict: 'allowed' as const }
  const policy = { ...read.policy, rules: [...read.policy.rules, rule] }
  assert.equal(only({ policy, findings: [{ ...finding, signer: 'Anthropic, PBC' }] }).rule, rule.id)
  assert.notEqual(only({ policy, findings: [{ ...finding, signer: 'Anthropic' }] }).rule, rule.id)
  assert.notEqual(only({ policy }).rule, rule.id)
})
test('a copy elsewhere starts no new clock', () => {
  assert.equal(only({ firstSeen: () => now - 4 * DAY }).response, 'warn')
})
test('what lies outside the home is shown whole', () => {
  assert.equal(only({ findings: [{ ...finding, install: '/opt/claude' }] }).path, '/opt/claude')
})
test('a home whose name begins another one is not taken for it', () => {
  assert.equal(only({ findings: [{ ...finding, install: '/home/linda/claude' }] }).path, '/home/linda/claude')
})
const weak = { indicator: 'claude-code/name', kind: 'process', strength: 'weak', matched: 'claude' } as const
const config = { indicator: 'claude-code/config', kind: 'config', strength: 'weak', matched: '~/.claude.json' } as const

test('a name alone is nothing, a configuration a trace that is only observed', () => {
  assert.deepEqual(judge(given({ findings: [{ ...finding, evidence: [weak] }] })), [])
  const trace = only({ findings: [{ ...finding, evidence: [weak, config] }] })
  assert.deepEqual([trace.state, trace.response], ['trace', 'observe'])
})
test('a tool that the catalog does not know falls out', () => {
  assert.deepEqual(judge(given({ findings: [{ ...finding, tool: 'nobody' }] })), [])
})
test('names that hide something are shown with it', () => {
  const shown = only({ findings: [{ ...finding, version: '1\u202e2', install: '/home/lin/a\nb' }] })
  assert.equal(shown.version, '1\\u{202e}2')
  assert.equal(shown.path, '~/a\\u{a}b')
})
test('an id names device, account, tool and place, and nothing else', () => {
  const id = detectionId('d-1', finding)
  assert.match(id, /^[0-9a-f]{16}$/)
  assert.equal(detectionId('d-1', { ...finding, version: '3', process: null, evidence: [] }), id)
  for (const other of [{ account: null }, { tool: 'x' }, { install: '/x' }])
    assert.notEqual(detectionId('d-1', { ...finding, ...other }), id)
  assert.notEqual(detectionId('d-2', finding), id)
})
