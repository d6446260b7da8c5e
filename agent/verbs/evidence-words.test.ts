import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Evidence } from '../../policies/decide/words.ts'
import { evidenceInWords } from './evidence-words.ts'

const cases: { evidence: Evidence; says: string }[] = [
  {
    evidence: { indicator: 'claude-code/texts', kind: 'content', strength: 'conclusive', matched: '12 of 12 texts' },
    says: 'its file holds what only it holds: 12 of 12 texts',
  },
  {
    evidence: {
      indicator: 'unknown-assistant/combined',
      kind: 'content',
      strength: 'strong',
      matched: '7 of 10 groups: a',
    },
    says: 'it is made as an assistant is: 7 of 10 groups: a',
  },
  {
    evidence: {
      indicator: 'unknown-assistant/edit-tools',
      kind: 'content',
      strength: 'weak',
      matched: '2 of 12 texts of edit tools: a',
    },
    says: 'it holds 2 of 12 texts of edit tools: a',
  },
  {
    evidence: { indicator: 'x/extension', kind: 'extension', strength: 'strong', matched: 'a.b 1.0.0' },
    says: 'it is the extension a.b 1.0.0',
  },
]
for (const { evidence, says } of cases) test(says, () => assert.equal(evidenceInWords(evidence), says))
