import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJsonWithComments } from './json-with-comments.ts'

const good: readonly [string, unknown][] = [
  ['{"a":1}', { a: 1 }],
  ['{ // one\n "a": 1, /* two\n */ "b": [1, 2, ], }', { a: 1, b: [1, 2] }],
  ['{"a":"// no, /* no */ ,}","b":"\\"//"}//', { a: '// no, /* no */ ,}', b: '"//' }],
  ['[1,// last\n]', [1]],
  ['/**/[]', []],
]
for (const [text, value] of good) test(text, () => assert.deepEqual(parseJsonWithComments(text), value))

for (const text of ['', '{', '[1,,]', '{"a":1 "b":2}', '"open', '/*', '// []', "{'a':1}", '[1 / 2]'])
  test(`no JSON: ${text}`, () => assert.throws(() => parseJsonWithComments(text), SyntaxError))

test('what is made to be slow is not', () => {
  for (const text of [
    '/*'.repeat(500_000),
    '"\\'.repeat(500_000),
    ',/**/'.repeat(200_000),
    `[${'1,//\n'.repeat(200_000)}`,
  ])
    assert.throws(() => parseJsonWithComments(text), SyntaxError)
})
