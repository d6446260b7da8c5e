import assert from 'node:assert/strict'
import path from 'node:path'
import { test } from 'node:test'
import {
  barrelFindings,
  nameFindings,
  phraseFindings,
  powerFindings,
  ringFindings,
  roomFindings,
  sizeFindings,
} from './findings.ts'
import { LONGEST, PHRASES, POWERS, ROOMS } from './rules.ts'
import { importsOf, readSources, type Source } from './source.ts'

const house = readSources(path.join(import.meta.dirname, '../..'))
const source = (file: string, text = ''): Source => ({ file, text, imports: importsOf(file, text) })

test('the house keeps its powers', () => assert.deepEqual(powerFindings(house, POWERS), []))
test('every room imports only what it may', () => assert.deepEqual(roomFindings(house, ROOMS), []))
test('guarded words stand only where they may', () => assert.deepEqual(phraseFindings(house, PHRASES), []))
test('no import rings', () => assert.deepEqual(ringFindings(house), []))
test('no file holds more than one idea', () => assert.deepEqual(sizeFindings(house, LONGEST), []))
test('names tell ideas', () => assert.deepEqual(nameFindings(house), []))
test('no barrels', () => assert.deepEqual(barrelFindings(house), []))

const power = { import: ['ws'], only: ['agent/uplink/'], because: 'b', instead: 'i' }

test('a power used elsewhere is named with its reason and the way out', () => {
  const sources = [source('agent/uplink/a.ts', `import { WebSocket } from 'ws'`), source('agent/x.ts', `import 'ws'`)]
  assert.deepEqual(powerFindings(sources, [power]), ['agent/x.ts imports ws: b; instead: i'])
})
test('a power that nobody uses any more is named', () => {
  assert.match(powerFindings([source('agent/uplink/a.ts')], [power])[0] ?? '', /^nobody in agent\/uplink\//)
})
test('a test may use what its room may not', () => {
  const sources = [source('agent/uplink/a.ts', `import 'ws'`), source('agent/x.test.ts', `import 'ws'`)]
  assert.deepEqual(powerFindings(sources, [power]), [])
})

const rooms = [
  { room: 'protocol/', may: ['policies/words.ts'], types: ['policies/'], packages: ['zod/mini'], because: 'pure' },
  { room: 'policies/', may: [], types: [], because: 'pure' },
]
const policies = source('policies/words.ts')

const imports = [
  { why: 'a room that is not allowed', text: `import { x } from '../agent/x.ts'`, found: 1 },
  { why: 'a built-in outside the allowlist', text: `import fs from 'node:fs'`, found: 1 },
  { why: 'a value where only the type is allowed', text: `import { x } from '../policies/policy.ts'`, found: 1 },
  { why: 'a loaded module', text: `const x = await import('../agent/x.ts')`, found: 1 },
  { why: 'the type alone', text: `import type { X } from '../policies/policy.ts'`, found: 0 },
  { why: 'an allowed file', text: `import { x } from '../policies/words.ts'`, found: 0 },
  { why: 'its own room', text: `import { x } from './other.ts'`, found: 0 },
  { why: 'several lines', text: `import {\n  x,\n  y,\n} from '../agent/x.ts'`, found: 1 },
]
for (const { why, text, found } of imports)
  test(`rooms: ${why}`, () => {
    assert.equal(roomFindings([policies, source('protocol/a.ts', text)], rooms).length, found)
  })
test('rooms: one that is gone is named', () => {
  assert.deepEqual(roomFindings([policies], rooms), ['the room protocol/ is gone: take its line out'])
})
test('rooms: a file outside all rooms is named', () => {
  assert.match(roomFindings([policies, source('protocol/a.ts'), source('attic/b.ts')], rooms)[0] ?? '', /^attic/)
})

test('phrases: elsewhere, and gone', () => {
  const phrase = { phrase: /process\.platform/, below: '', only: ['agent/platform.ts'], because: 'b', instead: 'i' }
  const found = phraseFindings([source('agent/x.ts', 'process.platform')], [phrase])
  assert.deepEqual(
    found.map(f => f.split(' ')[0]),
    ['agent/x.ts', 'nobody'],
  )
})
test('rings: found, and type-only ones are none', () => {
  const ring = (kind: string) => [
    source('agent/a.ts', `import { b } from './b.ts'`),
    source('agent/b.ts', `${kind} { a } from './a.ts'`),
  ]
  assert.equal(ringFindings(ring('import')).length, 1)
  assert.equal(ringFindings(ring('import type')).length, 0)
})
test('sizes, names and barrels', () => {
  assert.equal(sizeFindings([source('agent/a.ts', '\n'.repeat(4))], 3).length, 1)
  assert.equal(nameFindings([source('agent/utils.ts'), source('agent/ledger/ledger.ts')]).length, 1)
  assert.equal(barrelFindings([source('agent/a.ts', `export { b } from './b.ts'`)]).length, 1)
})
