import assert from 'node:assert/strict'
import test from 'node:test'
import type { Evidence } from '../../../policies/decide/words.ts'
import { evidenceWords, strongestFirst, weighed } from './evidence.ts'

const sign = (kind: Evidence['kind'], strength: Evidence['strength'], matched = 'x'): Evidence => ({
  indicator: `claude-code/${kind}`,
  kind,
  strength,
  matched,
})

const cases: { why: string; given: Evidence; want: string }[] = [
  {
    why: 'content with its count',
    given: sign('content', 'strong', '12 texts of 14'),
    want: 'Contains 12 texts that occur only in Claude Code',
  },
  {
    why: 'words that are in others too',
    given: sign('content', 'weak', '2 of 12 texts of edit tools: a, b'),
    want: 'Contains 2 of 12 texts of edit tools: a, b',
  },
  {
    why: 'the groups of an assistant that no entry names',
    given: { ...sign('content', 'strong', '7 of 10 groups: a'), indicator: 'unknown-assistant/combined' },
    want: 'Made as an assistant is: 7 of 10 groups: a',
  },
  { why: 'one text', given: sign('content', 'strong', '1'), want: 'Contains 1 text that occurs only in Claude Code' },
  {
    why: 'a package with its version',
    given: sign('package', 'conclusive', '@anthropic-ai/claude-code 2.1.197'),
    want: 'Installed as the package @anthropic-ai/claude-code 2.1.197',
  },
  {
    why: 'the exact file of a release',
    given: sign('hash', 'conclusive', 'SHA-256 of 2.1.329, linux-x64'),
    want: 'Is, byte for byte, a published release of Claude Code: 2.1.329, linux-x64',
  },
  {
    why: 'settings',
    given: sign('config', 'weak', '~/.claude.json'),
    want: 'Its settings are on the machine: ~/.claude.json',
  },
]
for (const c of cases) test(`evidence: ${c.why}`, () => assert.equal(evidenceWords(c.given, 'Claude Code'), c.want))

test('it is told which clause of the detection rule held', () => {
  assert.match(weighed([sign('process', 'weak'), sign('package', 'conclusive')]), /^One conclusive/)
  assert.match(weighed([sign('content', 'strong')]), /^One strong/)
  assert.match(weighed([sign('process', 'weak'), sign('content', 'weak')]), /^Two weak/)
})

test('names of two sorts, and settings beside a name, stay a trace', () => {
  assert.match(weighed([sign('process', 'weak'), sign('path', 'weak')]), /trace/)
  assert.match(weighed([sign('config', 'weak'), sign('process', 'weak'), sign('path', 'weak')]), /trace/)
})

test('the strongest comes first', () => {
  const given = [sign('process', 'weak'), sign('content', 'strong'), sign('package', 'conclusive')]
  assert.deepEqual(
    strongestFirst(given).map(({ kind }) => kind),
    ['package', 'content', 'process'],
  )
})
