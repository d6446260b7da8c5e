import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { printFault } from '../language/print-fault.ts'
import { readCatalog } from '../language/read-catalog.ts'

const sources = readdirSync(import.meta.dirname)
  .filter(name => name.endsWith('.yaml'))
  .map(name => ({ name, text: readFileSync(path.join(import.meta.dirname, name), 'utf8') }))
const { catalog, faults } = readCatalog(sources)
const entries = [...catalog.values()]

test('every entry holds', () => {
  const textOf = (name: string): string => sources.find(source => source.name === name)?.text ?? ''
  assert.deepEqual(
    faults.map(fault => printFault(fault, textOf(fault.place.file))),
    [],
  )
})
test('a file bears the name of its tool', () => {
  assert.deepEqual(
    entries.map(entry => `${entry.tool}.yaml`),
    sources.map(source => source.name),
  )
})
test('both products are here in every form', () => {
  const forms = (product: string): string[] => entries.filter(e => e.product === product).map(e => e.tool)
  assert.deepEqual(forms('claude-code'), ['claude-code-jetbrains', 'claude-code-vscode', 'claude-code'])
  assert.deepEqual(forms('qoder'), ['qoder-app', 'qoder-cli', 'qoder-ide', 'qoder-jetbrains'])
})
test('what nobody has confirmed is weak', () => {
  const bold = entries.flatMap(e => e.indicators.filter(i => i.unconfirmed && i.strength !== 'weak').map(i => i.id))
  assert.deepEqual(bold, [])
})
test('a digest names one tool', () => {
  const digests = entries.flatMap(e => e.indicators.flatMap(i => (i.kind === 'hash' ? [i.sha256] : [])))
  assert.ok(digests.length > 20)
  assert.equal(new Set(digests).size, digests.length)
})
test('no text that a scan looks for stands whole in this folder', () => {
  // The groups of the unknown are words that anybody uses: the test after this one holds those.
  const texts = entries
    .filter(({ combined }) => combined === undefined)
    .flatMap(e => e.indicators.flatMap(i => (i.kind === 'content' ? i.texts.map(parts => parts.join('')) : [])))
  // The id of a JetBrains plugin and the name of its folder are one of them; two more would make a find.
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  for (const file of files.filter(name => name.endsWith('.yaml'))) {
    const held = readFileSync(path.join(import.meta.dirname, file), 'utf8')
    const whole = texts.filter(text => held.includes(text))
    assert.deepEqual(
      whole.filter(text => text !== 'claude-code-jetbrains-plugin'),
      [],
      file,
    )
  }
})
test('this folder is no unknown assistant', () => {
  const held = sources.map(({ text }) => text).join('\n')
  for (const entry of entries.filter(({ combined }) => combined !== undefined)) {
    const groups = entry.indicators.filter(
      i => i.kind === 'content' && i.texts.filter(parts => held.includes(parts.join(''))).length >= i.atLeast,
    )
    assert.ok(groups.length < (entry.combined?.atLeast ?? 0) / 2, groups.map(({ id }) => id).join(' '))
  }
})
test('an answer that is known names its source', () => {
  const bare = entries.flatMap(e =>
    Object.entries(e.dossier)
      .filter(([, answer]) => answer.status !== 'unknown' && (answer.source === undefined || answer.date === undefined))
      .map(([question]) => `${e.tool}: ${question}`),
  )
  assert.deepEqual(bare, [])
})
