import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closest } from './closest.ts'

const known = ['claude-code', 'codex-cli', 'qoder', 'verdict', 'match', 'id']
const cases: [string, string | null][] = [
  ['claude-cod', 'claude-code'],
  ['cluade-code', 'claude-code'],
  ['Claude-Code', 'claude-code'],
  ['codex-cil', 'codex-cli'],
  ['verdcit', 'verdict'],
  ['di', 'id'],
  ['ver', 'verdict'],
  ['ma', null],
  ['notepad', null],
  ['', null],
  ['x'.repeat(10_000), null],
]
for (const [word, want] of cases)
  test(`${word.slice(0, 20) || 'nothing'} -> ${want}`, () => assert.equal(closest(word, known), want))

test('a swap of neighbours is nearer than two changes', () => assert.equal(closest('abdc', ['abxy', 'abcd']), 'abcd'))
