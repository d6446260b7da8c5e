import assert from 'node:assert/strict'
import { test } from 'node:test'
import { columns, ink, pageOf, wrap } from './page.ts'

const terminal = { isTTY: true, columns: 200 }

const pages = [
  { why: 'a pipe', of: pageOf({}, {}), want: { width: 80, colour: false } },
  { why: 'a wide terminal', of: pageOf(terminal, {}), want: { width: 80, colour: true } },
  { why: 'a narrow one', of: pageOf({ isTTY: true, columns: 60 }, {}), want: { width: 60, colour: true } },
  { why: 'one too narrow for words', of: pageOf({ isTTY: true, columns: 5 }, {}), want: { width: 40, colour: true } },
  { why: 'NO_COLOR', of: pageOf(terminal, { NO_COLOR: '1' }), want: { width: 80, colour: false } },
  {
    why: 'an empty NO_COLOR, which says nothing',
    of: pageOf(terminal, { NO_COLOR: '' }),
    want: { width: 80, colour: true },
  },
  { why: 'a dumb terminal', of: pageOf(terminal, { TERM: 'dumb' }), want: { width: 80, colour: false } },
]
for (const { why, of, want } of pages) test(`the page of ${why}`, () => assert.deepEqual(of, want))

test('lines end within the page when the first one starts where the others do', () => {
  const page = { width: 40, colour: false }
  const text = 'one two three four five six seven eight nine ten eleven twelve'
  const lines = wrap(page, text, 10).split('\n')
  assert.ok(lines.length > 1)
  assert.ok((lines[0]?.length ?? 0) <= 30)
  for (const line of lines.slice(1)) assert.match(line, /^ {10}\S.{0,29}$/)
  assert.equal(lines.map(line => line.trim()).join(' '), text)
})

test('a path stays whole', () => {
  const path = `/${'x'.repeat(60)}`
  assert.deepEqual(wrap({ width: 40, colour: false }, `at ${path} now`).split('\n'), ['at', path, 'now'])
})

test('colour stands only where the page shows it', () => {
  assert.equal(ink({ width: 80, colour: false }, 'red', 'x'), 'x')
  assert.equal(ink({ width: 80, colour: true }, 'red', 'x'), '\u001b[31mx\u001b[39m')
})

test('columns stand under each other', () => {
  assert.deepEqual(
    columns([
      ['a', 'one'],
      ['long', 'two'],
    ]),
    ['a     one', 'long  two'],
  )
})
