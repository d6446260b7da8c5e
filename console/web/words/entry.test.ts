import assert from 'node:assert/strict'
import test from 'node:test'
import { bodyText, entryWords } from './entry.ts'

const cases: { why: string; kind: string; body: object | string | null; want: string }[] = [
  {
    why: 'a first sighting names the tool',
    kind: 'detection-seen',
    body: { detection: { name: 'Claude Code', version: '2.1.329' } },
    want: 'Seen first: Claude Code 2.1.329',
  },
  {
    why: 'a notice says where and in which language',
    kind: 'notice-shown',
    body: { via: 'terminal', language: 'zh' },
    want: 'Notice shown on the terminal, in Chinese',
  },
  { why: 'an erased body leaves the kind', kind: 'detection-gone', body: null, want: 'Detection gone' },
  { why: 'so does one that cannot be read', kind: 'detection-seen', body: '{', want: 'Detection seen' },
  { why: 'and a kind that is new here', kind: 'request-made', body: {}, want: 'Request made' },
]
for (const c of cases)
  test(`an entry in words: ${c.why}`, () => {
    const body = c.body === null || typeof c.body === 'string' ? c.body : JSON.stringify(c.body)
    assert.equal(entryWords(c.kind, body), c.want)
  })

test('a body is shown so that it can be read', () => {
  assert.equal(bodyText('{"a":1}'), '{\n  "a": 1\n}')
  assert.equal(bodyText('no json'), 'no json')
})
