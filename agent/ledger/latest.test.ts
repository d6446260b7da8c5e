import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bench } from './scratch.ts'

test('the newest report of a kind is told, whatever came after it', t => {
  const ledger = bench(t).open()
  ledger.record({ kind: 'policy-applied', policy: 'p', serial: 1, digest: 'a'.repeat(64) })
  ledger.record({ kind: 'policy-applied', policy: 'p', serial: 2, digest: 'b'.repeat(64) })
  ledger.record({ kind: 'condition-changed', condition: 'x', state: 'raised', detail: '' })
  assert.equal(ledger.latest('policy-applied')?.serial, 2)
  assert.equal(ledger.latest('enrolled'), null)
  ledger.close()
})

test('the newest report about one account is told apart from those about others', t => {
  const ledger = bench(t).open()
  const tell = (account: string, name: string) =>
    ledger.record({
      kind: 'mcp-servers-changed',
      account,
      servers: [{ configOf: 'cursor', name, transport: 'stdio', target: 'npx' }],
      instructionFiles: [],
      more: 0,
    })
  tell('lin', 'old')
  tell('lin', 'new')
  tell('mei', 'hers')
  assert.equal(ledger.latest('mcp-servers-changed', 'lin')?.servers[0]?.name, 'new')
  assert.equal(ledger.latest('mcp-servers-changed')?.servers[0]?.name, 'hers')
  assert.equal(ledger.latest('mcp-servers-changed', 'nobody'), null)
  ledger.close()
})
