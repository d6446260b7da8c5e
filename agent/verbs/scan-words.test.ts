import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Detection } from '../../protocol/detection.ts'
import type { Scan } from './scan.ts'
import { scanInWords } from './scan-words.ts'

const page = { width: 80, colour: false }
const at = Date.UTC(2026, 10, 21)
const detection = (given: Partial<Detection>): Detection => ({
  id: '0'.repeat(16),
  tool: 'claude-code',
  product: 'claude-code',
  name: 'Claude Code',
  category: 'cli',
  version: '2.1.329',
  verdict: 'banned',
  response: 'notify',
  rule: 'claude-code',
  exception: null,
  next: { response: 'block', at: at + 14 * 86_400_000 },
  state: 'running',
  account: 'lin',
  path: '~/bin/vim',
  evidence: [{ indicator: 'claude-code/texts', kind: 'content', strength: 'conclusive', matched: '12 of 12 texts' }],
  firstSeen: at,
  lastSeen: at,
  ...given,
})
const scan = (detections: readonly Detection[], notSeen: Scan['notSeen'] = []): Scan => ({
  policy: 'approved-assistants',
  detections: [...detections],
  mcpServers: [],
  instructionFiles: [],
  notSeen,
  sanctioned: 'Qoder',
  at,
})
const qoder = detection({ name: 'Qoder CLI', verdict: 'sanctioned', state: 'present', next: null, version: null })

test('the answer is the first line', () => {
  const first = (given: Scan): string | undefined => scanInWords(given, page).split('\n')[0]
  assert.equal(first(scan([])), 'No AI coding assistant was found.')
  assert.equal(first(scan([qoder])), '1 AI coding assistant found; none is banned here.')
  assert.equal(first(scan([qoder, detection({})])), '2 AI coding assistants found; banned here: Claude Code.')
  assert.equal(first(scan([detection({ state: 'trace' })])), 'No AI coding assistant was found.')
})

test('what is banned comes first, with its evidence, its date and what to use instead', () => {
  assert.equal(
    scanInWords(scan([qoder, detection({ inside: 'promptfoo' })]), page),
    `2 AI coding assistants found; banned here: Claude Code.

Claude Code 2.1.329: banned here, running
  Found      ~/bin/vim, inside promptfoo
  Account    lin
  Because    its file holds what only it holds: 12 of 12 texts
  Then       from 5 Dec 2026, in 14 days, it no longer starts
  Instead    Qoder is the assistant chosen here

Qoder CLI: the one chosen here, installed
  Found      ~/bin/vim
  Account    lin
  Because    its file holds what only it holds: 12 of 12 texts`,
  )
})

test('traces and what was not seen are told, apart', () => {
  const trace = detection({
    state: 'trace',
    evidence: [{ indicator: 'claude-code/settings', kind: 'config', strength: 'weak', matched: '~/.claude.json' }],
  })
  const text = scanInWords(scan([trace], [{ what: '~/x', why: 'may not be read' }]), page)
  assert.match(text, /Only settings are left of these.*\n +Claude Code: ~\/\.claude\.json\n/)
  assert.match(text, /Not looked at:\n {2}~\/x: may not be read$/)
})

test('what assistants are connected to and told by is listed, for whom', () => {
  const server = { account: 'lin', configOf: 'cursor', name: 'docs', transport: 'stdio', target: 'npx' } as const
  const web = { account: 'mei', configOf: 'vscode', name: 'w', transport: 'http', target: null } as const
  const file = { account: 'lin', path: '~/.claude/CLAUDE.md' }
  const text = scanInWords({ ...scan([]), mcpServers: [server, web], instructionFiles: [file] }, page)
  assert.match(
    text,
    /connected to:\n +lin +docs of cursor, which starts npx\n +mei +w of vscode, which calls what cannot/,
  )
  assert.match(text, /Files that instruct assistants:\n +lin +~\/\.claude\/CLAUDE\.md$/)
})
