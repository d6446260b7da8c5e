import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Policy } from '../../policies/language/policy.ts'
import { verdictOn } from './tools.ts'

const policy: Policy = {
  policy: 'p',
  sanctioned: 'qoder',
  unreviewed: 'notify',
  rules: [
    { id: 'all-cli', match: { categories: ['cli'] }, verdict: 'allowed' },
    { id: 'claude', match: { products: ['claude-code'] }, verdict: 'banned', devices: { tags: ['engineering'] } },
    { id: 'claude-vscode', match: { tools: ['claude-code-vscode'] }, verdict: 'unreviewed' },
  ],
}
const cases = [
  { why: 'the sanctioned product', tool: ['qoder-cli', 'qoder', 'cli'], want: ['sanctioned', null] },
  {
    why: 'a product rule before a category rule, whomever it concerns',
    tool: ['claude-code', 'claude-code', 'cli'],
    want: ['banned', 'claude'],
  },
  {
    why: 'a tool rule before a product rule',
    tool: ['claude-code-vscode', 'claude-code', 'extension'],
    want: ['unreviewed', 'claude-vscode'],
  },
  { why: 'a category rule', tool: ['aider', 'aider', 'cli'], want: ['allowed', 'all-cli'] },
  { why: 'nobody speaks', tool: ['cursor', 'cursor', 'ide'], want: ['unreviewed', null] },
] as const
for (const {
  why,
  tool: [tool, product, category],
  want,
} of cases)
  test(`verdict on a tool: ${why}`, () => {
    const said = verdictOn(policy, { tool, product, category })
    assert.deepEqual([said.verdict, said.rule], want)
  })
test('verdict on a tool: without a policy nobody has decided', () => {
  assert.deepEqual(verdictOn(null, { tool: 'x', product: 'x', category: 'cli' }), { verdict: 'unreviewed', rule: null })
})
