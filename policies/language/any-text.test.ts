import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { LIMITS } from '../../protocol/limits.ts'
import type { Fault } from './fault.ts'
import { printFault } from './print-fault.ts'
import { readCatalog } from './read-catalog.ts'
import { readPolicy } from './read-policy.ts'

/** Z2: whatever a text is, it is a policy, or every fault has its place in it; nothing throws. */

const folder = (name: string): { name: string; text: string }[] => {
  const dir = path.join(import.meta.dirname, '..', name)
  return readdirSync(dir)
    .filter(file => file.endsWith('.yaml'))
    .map(file => ({ name: file, text: readFileSync(path.join(dir, file), 'utf8') }))
}
const policies = folder('examples').map(({ text }) => text)
const entries = folder('catalog').map(({ text }) => text)
const { catalog } = readCatalog(folder('catalog'))

/** What a hand or a tool might put in the midst of a text. */
const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(
    '\n',
    '\t',
    ': ',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '*a',
    '&a ',
    '!!js ',
    '<<: ',
    '"',
    "'",
    '|',
    '>',
    '#',
    '---\n',
    '\u0000',
    '\ufeff',
    '1e999',
    '.nan',
    '__proto__: 1\n',
    '2026-13-01',
    'a'.repeat(5_000),
  ),
)
const changed = (texts: readonly string[]) =>
  fc
    .tuple(
      fc.constantFrom(...texts),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 12 }), piece), { minLength: 1, maxLength: 4 }),
    )
    .map(([text, changes]) =>
      changes.reduce((now, [at, cut, put]) => {
        const from = at % (now.length + 1)
        return now.slice(0, from) + put + now.slice(from + cut)
      }, text),
    )
const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.json())

const holdsPlace = (text: string, { line, column }: Fault['place']): void => {
  const lines = text.split(/\r\n|\r|\n/)
  assert.ok(line >= 1 && line <= Math.max(1, lines.length), `line ${line} of ${lines.length}`)
  assert.ok(column >= 1 && column <= text.length + 1, `column ${column}`)
}
const told = (text: string, faults: readonly Fault[]): void => {
  for (const fault of faults) {
    holdsPlace(text, fault.place)
    const printed = printFault(fault, text)
    assert.ok(!/[\p{Cc}\u202a-\u202e]/u.test(printed.replaceAll('\n', '')), JSON.stringify(printed))
  }
}

test('Z2: any text is a policy, or its faults have their places', () => {
  fc.assert(
    fc.property(fc.oneof({ weight: 4, arbitrary: changed(policies) }, { weight: 1, arbitrary: anyText }), text => {
      const read = readPolicy({ name: 'p.yaml', text }, catalog, '2026-11-21')
      if (!read.ok) assert.ok(read.faults.some(({ severity }) => severity === 'error'))
      told(text, read.ok ? read.warnings : read.faults)
    }),
    { numRuns: 3_000 },
  )
})

test('Z2: any text is an entry of the catalog, or is left out with its faults', () => {
  fc.assert(
    fc.property(fc.oneof({ weight: 4, arbitrary: changed(entries) }, { weight: 1, arbitrary: anyText }), text => {
      const read = readCatalog([{ name: 'e.yaml', text }])
      if (read.catalog.size === 0) assert.ok(read.faults.length > 0)
      told(text, read.faults)
    }),
    { numRuns: 2_000 },
  )
})

test('Z2: what is longer or deeper than a policy may be is refused before it is read', () => {
  for (const text of [
    'a'.repeat(LIMITS.policyBytes + 1),
    `rules: ${'['.repeat(5_000)}`,
    `${'{a: '.repeat(5_000)}1`,
    Array.from({ length: 2_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
  ]) {
    const read = readPolicy({ name: 'p.yaml', text }, catalog)
    assert.ok(!read.ok)
    assert.ok(read.faults.length > 0)
  }
})
