import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CatalogEntry } from './catalog-entry.ts'
import { productName } from './product-name.ts'

const none = { answer: 'Not known.', status: 'unknown' } as const
const entry = (tool: string, product: string, name: string): [string, CatalogEntry] => [
  tool,
  {
    tool,
    name,
    product,
    category: 'cli',
    vendor: 'Somebody',
    about: 'Something.',
    indicators: [{ id: 'name', kind: 'process', strength: 'weak', name: tool }],
    dossier: { hosting: none, prompts: none, context: none, place: none, selfHosted: none },
  },
]
const catalog = new Map([
  entry('claude-code', 'claude-code', 'Claude Code'),
  entry('claude-code-vscode', 'claude-code', 'Claude Code for VS Code'),
  entry('qoder-ide', 'qoder', 'Qoder IDE'),
  entry('qoder-cli', 'qoder', 'Qoder CLI'),
  entry('github-copilot-vscode', 'github-copilot', 'GitHub Copilot for VS Code'),
  entry('github-copilot-jetbrains', 'github-copilot', 'GitHub Copilot for JetBrains IDEs'),
  entry('kimi-cli', 'kimi-code', 'Kimi Code CLI'),
])
const cases = [
  { why: 'a tool of that name', product: 'claude-code', want: 'Claude Code' },
  { why: 'what its tools share', product: 'qoder', want: 'Qoder' },
  { why: 'without the for of an editor', product: 'github-copilot', want: 'GitHub Copilot' },
  { why: 'the only tool', product: 'kimi-code', want: 'Kimi Code CLI' },
  { why: 'nobody knows it', product: 'something', want: 'something' },
]
for (const c of cases) test(`product name: ${c.why}`, () => assert.equal(productName(catalog, c.product), c.want))
