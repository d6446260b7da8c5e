import assert from 'node:assert/strict'
import test from 'node:test'
import type { Tool } from '../../api/answers.ts'
import { namedTools, narrowed, toolsHeadline } from './tools.ts'

const tool = (name: string, devices: number, verdict: Tool['verdict'] = 'unreviewed', vendor = 'V'): Tool => ({
  entry: {
    tool: name.toLowerCase(),
    name,
    product: name.toLowerCase(),
    category: 'cli',
    vendor,
    about: 'x',
    indicators: [],
    dossier: {} as Tool['entry']['dossier'],
  },
  verdict,
  rule: null,
  devices,
  running: 0,
})
const tools = [tool('Aider', 0), tool('Codex', 0, 'unreviewed', 'OpenAI'), tool('Qoder', 3, 'sanctioned')]

test('the catalog in a sentence', () => {
  assert.equal(toolsHeadline(tools), '3 assistants can be recognised; 1 has been found here, each with a decision.')
  assert.equal(toolsHeadline([tool('Aider', 0)]), '1 assistant can be recognised; none has been found yet.')
  assert.equal(
    toolsHeadline([tool('A', 1), tool('B', 1, 'banned')]),
    '2 assistants can be recognised; 2 have been found here, 1 of them without a decision.',
  )
})

test('what stands for assistants that no entry names is no tool that can be recognised', () => {
  const unknown = tool('Unknown assistant', 4)
  const combined = { atLeast: 6, all: [], contributes: [], except: [] }
  const all = [...tools, { ...unknown, entry: { ...unknown.entry, combined } }]
  assert.deepEqual(
    namedTools(all).map(({ entry }) => entry.name),
    ['Aider', 'Codex', 'Qoder'],
  )
})

test('what is found here comes first; makers are searched too', () => {
  const names = (filter: Parameters<typeof narrowed>[1]) => narrowed(tools, filter).map(({ entry }) => entry.name)
  assert.deepEqual(names({}), ['Qoder', 'Aider', 'Codex'])
  assert.deepEqual(names({ q: 'openai' }), ['Codex'])
  assert.deepEqual(names({ verdict: 'sanctioned' }), ['Qoder'])
})
