import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { evaluate } from '../decide/evaluate.ts'
import type { Subject } from '../decide/words.ts'
import { printFault } from '../language/print-fault.ts'
import { readCatalog } from '../language/read-catalog.ts'
import { readPolicy } from '../language/read-policy.ts'

const read = (folder: string) =>
  readdirSync(folder)
    .filter(name => name.endsWith('.yaml'))
    .map(name => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }))

const { catalog } = readCatalog(read(path.join(import.meta.dirname, '../catalog')))

for (const source of read(import.meta.dirname))
  test(`${source.name} holds, without a warning`, () => {
    const result = readPolicy(source, catalog, '2026-11-21')
    const faults = result.ok ? result.warnings : result.faults
    assert.deepEqual(
      faults.map(fault => printFault(fault, source.text)),
      [],
    )
  })

test('approved-assistants decides as it says', () => {
  const source = read(import.meta.dirname).find(({ name }) => name === 'approved-assistants.yaml')
  assert.ok(source !== undefined)
  const result = readPolicy(source, catalog)
  assert.ok(result.ok)
  const day = 86_400_000
  const seen = Date.parse('2026-11-21T09:00:00Z')
  const decide = (tool: string, after: number) => {
    const entry = catalog.get(tool)
    assert.ok(entry !== undefined)
    const { product, category } = entry
    const subject: Subject = { tool, product, category, account: 'lin', state: 'present', sha256: null, signer: null }
    const { verdict, response, next } = evaluate(
      result.policy,
      subject,
      {
        firstSeen: seen,
        noticesShown: 0,
        lastNotice: null,
        deferralsUsed: 0,
        deferredUntil: null,
        pausedFor: 0,
        disputedSince: null,
      },
      { id: `d-${'0'.repeat(32)}`, platform: 'linux', tags: [] },
      { lastFreshWord: seen + after * day, mayBlock: [], tripped: [], safeMode: false, standDown: false },
      seen + after * day,
    )
    return `${verdict} ${response} ${next === null ? '-' : `${next.response} ${(next.at - seen) / day}d`}`
  }
  for (const tool of ['claude-code', 'claude-code-vscode', 'claude-code-jetbrains']) {
    assert.equal(decide(tool, 0), 'banned notify warn 3d')
    assert.equal(decide(tool, 3), 'banned warn -')
    assert.equal(decide(tool, 400), 'banned warn -', 'not beyond a warning before policies are signed')
  }
  for (const tool of ['qoder-cli', 'qoder-ide', 'qoder-app', 'qoder-jetbrains'])
    assert.equal(decide(tool, 30), 'sanctioned observe -')
  assert.equal(decide('github-copilot-vscode', 30), 'allowed observe -')
  assert.equal(decide('copilot-cli', 30), 'unreviewed notify -')
  assert.equal(decide('qoder-cn', 30), 'unreviewed notify -')
})
