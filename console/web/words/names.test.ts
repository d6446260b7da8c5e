import assert from 'node:assert/strict'
import test from 'node:test'
import { namesOf } from './names.ts'

const entry = (tool: string, product: string, name: string) => ({ tool, product, name })
const nameOf = namesOf([
  entry('qoder-cli', 'qoder', 'Qoder CLI'),
  entry('qoder-ide', 'qoder', 'Qoder IDE'),
  entry('claude-code', 'claude-code', 'Claude Code (CLI)'),
  entry('claude-code-vscode', 'claude-code', 'Claude Code for VS Code'),
  entry('aider', 'aider', 'Aider'),
])

test('a product is called what its tools have in common', () => {
  assert.deepEqual(['qoder', 'claude-code', 'aider', 'qoder-cli', 'unheard-of'].map(nameOf), [
    'Qoder',
    'Claude Code',
    'Aider',
    'Qoder CLI',
    'unheard-of',
  ])
})
