import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reportOf } from '../protocol/body.ts'
import { tellConnections } from './connections-told.ts'
import { bench } from './ledger/scratch.ts'
import type { Connections } from './sensors/inventory-mcp.ts'

const HOMES = [
  { account: 'lin', uid: 1000, home: '/home/lin' },
  { account: 'mei', uid: 1001, home: '/home/mei' },
]
const server = (account: string, name: string) =>
  ({ account, configOf: 'cursor', name, transport: 'stdio', target: 'npx' }) as const
const only = (...mcpServers: Connections['mcpServers']): Connections => ({ mcpServers, instructionFiles: [] })

test('the whole list of an account is told when it changes, and nothing where there is none', t => {
  const ledger = bench(t).open()
  const told = (): (string | undefined)[] =>
    ledger.list({ all: true }).entries.flatMap(({ body }) => {
      const read = body === null ? null : reportOf(body)
      if (read?.ok !== true || read.report.kind !== 'mcp-servers-changed') return []
      const { account, servers, instructionFiles } = read.report
      return [`${account}: ${[...servers.map(each => each.name), ...instructionFiles].join(' ')}`]
    })
  tellConnections(ledger, only(), HOMES)
  assert.deepEqual(told(), [])
  tellConnections(ledger, only(server('lin', 'a')), HOMES)
  tellConnections(ledger, only(server('lin', 'a')), HOMES)
  assert.deepEqual(told(), ['lin: a'])
  const file = { account: 'mei', path: '/home/mei/.claude/CLAUDE.md' }
  tellConnections(ledger, { mcpServers: [server('lin', 'a')], instructionFiles: [file] }, HOMES)
  tellConnections(ledger, only(server('lin', 'b')), HOMES)
  tellConnections(ledger, only(), [])
  assert.deepEqual(told(), ['lin: a', 'mei: ~/.claude/CLAUDE.md', 'lin: b', 'mei: '])
  ledger.close()
})

test('however much there is and whatever it is called, it fits, and what does not is counted', t => {
  const ledger = bench(t).open()
  const many = Array.from({ length: 500 }, (_, i) => server('lin', `${i}${'界\u202e'.repeat(100)}`))
  tellConnections(ledger, only(...many), HOMES)
  const last = ledger.latest('mcp-servers-changed', 'lin')
  assert.ok(last !== null && last.servers.length > 10)
  assert.equal(last.servers.length + last.more, 500)
  assert.ok(!JSON.stringify(last).includes('\u202e'))
  ledger.close()
})
