import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isVisible, VisibleText, visible, WellFormed } from './text.ts'

const cases = [
  { why: 'colour of a terminal', text: 'a\u001b[31mb', want: 'a\\u{1b}[31mb' },
  { why: 'a new line', text: 'a\nb', want: 'a\\u{a}b' },
  { why: 'a C1 control', text: 'a\u009bb', want: 'a\\u{9b}b' },
  { why: 'right to left', text: 'a\u202egpj.exe', want: 'a\\u{202e}gpj.exe' },
  { why: 'an isolate', text: '\u2066a', want: '\\u{2066}a' },
  { why: 'zero width', text: 'cla\u200bude', want: 'cla\\u{200b}ude' },
  { why: 'a soft hyphen', text: 'cla\u00adude', want: 'cla\\u{ad}ude' },
  { why: 'a byte order mark', text: '\ufeffa', want: '\\u{feff}a' },
  { why: 'a tag, which no font shows', text: 'a\u{e0061}', want: 'a\\u{e0061}' },
  { why: 'a private use character', text: '\ue000', want: '\\u{e000}' },
  { why: 'a lone surrogate', text: 'a\ud800b', want: 'a\\u{fffd}b' },
  { why: 'a blank that is a letter', text: '\u3164', want: '\\u{3164}' },
  { why: 'Chinese', text: '通义灵码', want: '通义灵码' },
  { why: 'a picture beyond the first plane', text: '😀', want: '😀' },
  { why: 'right-to-left letters are letters', text: 'שלום', want: 'שלום' },
]
for (const { why, text, want } of cases) test(`the door: ${why}`, () => assert.equal(visible(text, 100), want))

test('a cut ends with an ellipsis and never within a character', () => {
  assert.equal(visible('abcdef', 4), 'abc…')
  assert.equal(visible('ab😀cd', 4), 'ab…')
  assert.equal(visible('abcd', 4), 'abcd')
})

test('whatever comes in, what comes out fits, shows, and stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (text, most) => {
      const shown = visible(text, most)
      assert.ok(shown.length <= most)
      assert.ok(!/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\u200b-\u200f]/u.test(shown))
      assert.equal(visible(shown, most), shown)
    }),
    { numRuns: 3_000 },
  )
})

test('the reader refuses what was not escaped, and never escapes itself', () => {
  assert.equal(VisibleText(20).safeParse('a\u202eb').success, false)
  assert.equal(VisibleText(20).safeParse('a\\u{202e}b').success, true)
  assert.equal(VisibleText(3).safeParse('abcd').success, false)
  assert.equal(isVisible('a\tb', 20), false)
})

test('text that keeps its bytes is bounded by bytes', () => {
  assert.equal(WellFormed(6).safeParse('界界').success, true)
  assert.equal(WellFormed(5).safeParse('界界').success, false)
  assert.equal(WellFormed(9).safeParse('a\udc00').success, false)
})

test('a text shows when the door leaves it as it is', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ maxLength: 12 }))
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 12 }), (one, most) => {
      assert.equal(isVisible(one, most), visible(one, most) === one)
    }),
    { numRuns: 2_000 },
  )
})
