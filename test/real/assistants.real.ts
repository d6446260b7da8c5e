import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ASSISTANTS, type Pin } from '../pins.ts'
import { holdsNamed, type Real } from './named.ts'

const FETCHES = { because: 'it fetches its program first' }

const ALL: readonly Real[] = [
  { name: 'claude-code', tool: 'claude-code' },
  { name: 'codex-cli', tool: 'codex-cli' },
  { name: 'copilot-cli', tool: 'copilot-cli' },
  { name: 'copilot-language-server', tool: 'github-copilot-jetbrains', brings: ['copilot-cli'] },
  { name: 'opencode', tool: 'opencode', asked: 'node_modules/opencode-linux-x64/bin/opencode' },
  { name: 'kimi-code', tool: 'kimi-code' },
  { name: 'grok-build', tool: 'grok-build' },
  { name: 'openclaw', tool: 'openclaw' },
  { name: 'qoder-cli', tool: 'qoder-cli' },

  { name: 'gemini-cli', tool: 'gemini-cli' },
  { name: 'droid', tool: 'droid' },
  { name: 'qoder-cn', tool: 'qoder-cn' },
  { name: 'claude-code-router', tool: 'claude-code-router', asked: { because: 'it knows no such flag' } },
  { name: 'jules', tool: 'jules', asked: FETCHES },

  { name: 'auggie', tool: 'auggie' },
  { name: 'qwen-code', tool: 'qwen-code' },
  { name: 'continue', tool: 'continue' },
  { name: 'nanocoder', tool: 'nanocoder' },

  { name: 'amp', tool: 'amp', asked: '../cli-linux-x64/amp' },
  { name: 'cline', tool: 'cline-cli' },
  { name: 'pi', tool: 'pi' },
  { name: 'command-code', tool: 'command-code', asked: { because: 'it does not start under this Node' } },
  { name: 'crush', tool: 'crush', asked: FETCHES },

  { name: 'kilo-code', tool: 'kilo-code' },
  { name: 'grok-cli', tool: 'grok-cli', asked: { because: 'it says another version than its package' } },
  { name: 'junie', tool: 'junie', asked: FETCHES },
  { name: 'codebuff', tool: 'codebuff', asked: FETCHES },
]

test('at least 25 different assistants, installed in five ways', () => {
  assert.ok(new Set(ALL.map(({ tool }) => tool)).size >= 25)
  const ways = new Set(ALL.map(({ name }) => (ASSISTANTS[name] as Pin).by ?? 'npm'))
  assert.deepEqual([...ways].sort(), ['bun', 'npm', 'npx', 'nvm', 'pnpm'])
})
for (const real of ALL)
  test(`${ASSISTANTS[real.name].package} is ${real.tool} and nothing else`, () => holdsNamed(real))

test('the SDK is named as what it is, and so is the program that it ships', () =>
  assert.doesNotReject(async () => {
    const { cachedAssistant } = await import('../real-assistants.ts')
    const { scan } = await import('./scan.ts')
    const { home } = await cachedAssistant('claude-agent-sdk')
    const { detections } = await scan(['--home', home], '/nonexistent')
    assert.deepEqual(
      detections.map(({ tool, inside }) => ({ tool, inside })),
      [
        { tool: 'claude-agent-sdk', inside: undefined },
        { tool: 'claude-code', inside: '@anthropic-ai/claude-agent-sdk' },
      ],
    )
  }))
