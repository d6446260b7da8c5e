import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { canonical, isCanonical } from './canonical.ts'

const same = [
  {
    why: 'keys in order of their units',
    value: { b: 1, a: 2, B: 3, é: 4, '😀': 5, '\uffff': 6 },
    want: '{"B":3,"a":2,"b":1,"é":4,"😀":5,"\uffff":6}',
  },
  { why: 'no spaces, in depth', value: { a: [1, { c: null, b: true }] }, want: '{"a":[1,{"b":true,"c":null}]}' },
  { why: 'what is undefined is left out', value: { a: undefined, b: 1 }, want: '{"b":1}' },
  { why: 'no negative zero', value: [-0], want: '[0]' },
  { why: 'escapes as JSON has them', value: '"\\\n\u0001/', want: '"\\"\\\\\\n\\u0001/"' },
  { why: 'an own __proto__ is a key', value: JSON.parse('{"__proto__":1,"a":2}'), want: '{"__proto__":1,"a":2}' },
]
for (const { why, value, want } of same) test(`canonical: ${why}`, () => assert.equal(canonical(value), want))

const refused = [
  { why: 'a fraction', value: 0.5 },
  { why: 'a number beyond the safe ones', value: 2 ** 53 },
  { why: 'NaN', value: Number.NaN },
  { why: 'infinity', value: Number.POSITIVE_INFINITY },
  { why: 'a lone surrogate', value: 'a\ud800' },
  { why: 'a lone surrogate in a key', value: { '\udc00': 1 } },
  { why: 'undefined', value: undefined },
  { why: 'a hole in a list', value: new Array(2) },
  { why: 'a date', value: new Date(0) },
  { why: 'a map', value: new Map([['a', 1]]) },
  { why: 'a bigint', value: 1n },
  { why: 'a function', value: { a: () => 1 } },
]
for (const { why, value } of refused)
  test(`canonical refuses ${why}`, () => assert.throws(() => canonical(value), TypeError))

test('equal data has one text, whatever the order of its keys, and it reads back as itself', () => {
  const data = fc.letrec(tie => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: 'grapheme' }),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).value
  const turned = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(turned)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, field]) => [key, turned(field)]),
    )
  }
  fc.assert(
    fc.property(data, value => {
      const text = canonical(value)
      assert.equal(canonical(turned(value)), text)
      assert.equal(canonical(JSON.parse(text)), text)
    }),
    { numRuns: 1_000 },
  )
})

test('the quick look says what writing it would say, of canonical texts and of those that are nearly so', () => {
  const written = (value: unknown): string | null => {
    try {
      return canonical(value)
    } catch {
      return null
    }
  }
  const said = (value: unknown, text: string): boolean => {
    try {
      return isCanonical(value, text)
    } catch {
      return false
    }
  }
  const key = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 3 }),
    fc.constantFrom('a', 'b', 'B', '10', '9', '__proto__'),
  )
  const data = fc.letrec(tie => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom(0, -0, 1, 0.5, 1e21, 2 ** 53, true, null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map(pairs => Object.fromEntries(pairs)),
    ),
  })).value
  const texts = data.chain(value => {
    const text = written(value) ?? JSON.stringify(value)
    return fc.constantFrom(
      text,
      JSON.stringify(value),
      ` ${text}`,
      text.replace('"', '"\\u0061'),
      text.replace('[1', '[1.0'),
    )
  })
  let canonicalOnes = 0
  fc.assert(
    fc.property(texts, text => {
      const value: unknown = JSON.parse(text)
      const is = written(value) === text
      if (is) canonicalOnes++
      assert.equal(said(value, text), is)
    }),
    { numRuns: 2_000 },
  )
  assert.ok(canonicalOnes > 200, `only ${canonicalOnes} were canonical`)
})
