import assert from 'node:assert/strict'
import { test } from 'node:test'
import { columnsOf, wrap } from './wrap.ts'

const cases: { why: string; text: string; columns: number; want: string[] }[] = [
  { why: 'short text is one line', text: 'a b', columns: 10, want: ['a b'] },
  { why: 'it breaks between words', text: 'one two three', columns: 7, want: ['one two', 'three'] },
  {
    why: 'an address stays whole',
    text: 'see https://a.example/long-one now',
    columns: 8,
    want: ['see', 'https://a.example/long-one', 'now'],
  },
  {
    why: 'Chinese fills two columns a character',
    text: '目前可以继续使用',
    columns: 8,
    want: ['目前可以', '继续使用'],
  },
  { why: 'no line begins with a full stop', text: '目前可以。', columns: 8, want: ['目前可', '以。'] },
  { why: 'both together', text: '换用 Qoder 吧', columns: 9, want: ['换用', 'Qoder 吧'] },
  { why: 'nothing is no line', text: '  ', columns: 9, want: [] },
]
for (const { why, text, columns, want } of cases) {
  test(why, () => {
    assert.deepEqual(wrap(text, columns), want)
    assert.equal(wrap(text, columns).join('').replaceAll(' ', ''), text.replaceAll(' ', ''))
  })
}

test('columns are counted as a terminal counts them', () => {
  assert.equal(columnsOf('ab 目前，'), 3 + 6)
})
