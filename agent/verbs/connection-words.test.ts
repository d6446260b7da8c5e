import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { McpServerTold } from '../../protocol/mcp-server.ts'
import { sentenceOf } from './entry-words.ts'

const docs: McpServerTold = { configOf: 'cursor', name: 'docs', transport: 'stdio', target: 'npx' }
const told = (servers: McpServerTold[], instructionFiles: string[], more: number): string =>
  sentenceOf(
    { kind: 'mcp-servers-changed', at: 0, salt: '', account: 'lin', servers, instructionFiles, more },
    id => id,
  )

test('the ledger says what was told of servers and files', () => {
  assert.equal(
    told([docs, { ...docs, name: 'web', transport: 'http', target: 'mcp.example' }], ['~/.claude/CLAUDE.md'], 2),
    'MCP servers configured here: docs of cursor, which starts npx; web of cursor, which calls mcp.example. ' +
      'Files that instruct assistants: ~/.claude/CLAUDE.md. 2 more did not fit.',
  )
  assert.equal(told([], [], 0), 'No MCP server is configured here.')
})
