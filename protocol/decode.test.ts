import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { decode, shallow } from './decode.ts'
import { FromAgent, FromConsole } from './frames.ts'
import { doubledKey } from './keys.ts'
import { LIMITS } from './limits.ts'

const hash = 'a'.repeat(64)
const epoch = 'e'.repeat(32)
const entry = { epoch, seq: 1, body: '{}', digest: hash, hash }
const frame = (over: object = {}): string => JSON.stringify({ type: 'entries', entries: [entry], ...over })
const read = (text: string) => decode(FromAgent, ['hello', 'entries'], text)

test('a frame that fits is read', () => {
  const decoded = read(frame())
  assert.deepEqual(decoded, { ok: true, frame: { type: 'entries', entries: [entry] } })
})

const refused: { why: string; text: string; close: string; says: RegExp }[] = [
  { why: 'no JSON', text: '{"type":', close: 'malformed', says: /^not JSON$/ },
  { why: 'nothing', text: '', close: 'malformed', says: /^not JSON$/ },
  { why: 'a list', text: '[]', close: 'malformed', says: /not an object/ },
  { why: 'null', text: 'null', close: 'malformed', says: /not an object/ },
  { why: 'an unknown type', text: '{"type":"run"}', close: 'unknown-type', says: /expected one of hello, entries/ },
  { why: 'no type', text: '{}', close: 'unknown-type', says: /expected one of/ },
  { why: 'a type that is no text', text: '{"type":{}}', close: 'unknown-type', says: /expected one of/ },
  { why: 'a type of the other end', text: '{"type":"welcome"}', close: 'unknown-type', says: /expected one of/ },
  {
    why: 'an unknown field',
    text: frame({ prompt: 'x' }),
    close: 'malformed',
    says: /^entries: no such field: prompt$/,
  },
  {
    why: 'an unknown field further in',
    text: frame({ entries: [{ ...entry, cwd: '/' }] }),
    close: 'malformed',
    says: /^entries\.entries\.0: no such field: cwd$/,
  },
  { why: '__proto__', text: `{"__proto__":{"a":1},${frame().slice(1)}`, close: 'malformed', says: /__proto__/ },
  {
    why: 'a key twice',
    text: `{"type":"hello",${frame().slice(1)}`,
    close: 'malformed',
    says: /the key type stands twice/,
  },
  {
    why: 'a key twice, spelled in another way',
    text: frame().replace('"seq":1', '"seq":1,"\\u0073eq":2'),
    close: 'malformed',
    says: /the key seq stands twice/,
  },
  { why: 'a seq of 0', text: frame({ entries: [{ ...entry, seq: 0 }] }), close: 'malformed', says: /seq/ },
  { why: 'a seq too high', text: frame({ entries: [{ ...entry, seq: 2 ** 53 }] }), close: 'malformed', says: /seq/ },
  { why: 'NaN', text: frame().replace('"seq":1', '"seq":NaN'), close: 'malformed', says: /not JSON/ },
  {
    why: 'a lone surrogate in a body',
    text: frame().replace('"{}"', '"\\ud800"'),
    close: 'malformed',
    says: /lone surrogate/,
  },
  { why: 'no entry', text: frame({ entries: [] }), close: 'malformed', says: /entries/ },
  {
    why: 'more entries than a batch holds',
    text: frame({ entries: Array.from({ length: LIMITS.batch + 1 }, () => entry) }),
    close: 'malformed',
    says: /entries/,
  },
  { why: 'depth', text: `{"a":${'['.repeat(200_000)}`, close: 'malformed', says: /nested deeper than 32/ },
  { why: 'too many bytes', text: ' '.repeat(LIMITS.frameBytes + 1), close: 'too-large', says: /at most 262144 bytes/ },
  {
    why: 'too many bytes in fewer units',
    text: `"${'界'.repeat(LIMITS.frameBytes / 3)}"`,
    close: 'too-large',
    says: /at most/,
  },
]
for (const { why, text, close, says } of refused)
  test(`a frame is refused: ${why}`, () => {
    const decoded = read(text)
    assert.ok(!decoded.ok)
    assert.equal(decoded.close, close)
    assert.match(decoded.reason, says)
  })

test('nothing makes the decoder throw, and a reason is short and shows', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.json().map(json => `{"type":"entries","entries":${json}}`),
    fc
      .dictionary(fc.string({ unit: 'binary' }), fc.jsonValue())
      .map(fields => JSON.stringify({ type: 'hello', ...fields })),
  )
  fc.assert(
    fc.property(hostile, text => {
      const decoded = decode(FromConsole, ['challenge', 'welcome', 'acknowledged', 'policy'], text)
      const other = read(text)
      for (const one of [decoded, other])
        if (!one.ok) {
          assert.ok(one.reason.length <= 120)
          assert.ok(!/[\p{Cc}\u202e]/u.test(one.reason))
        }
    }),
    { numRuns: 10_000 },
  )
})

test('depth counts brackets outside of texts', () => {
  assert.equal(shallow('[[["[[[["]]]', 3), true)
  assert.equal(shallow('[[["\\"[[["]]]', 3), true)
  assert.equal(shallow('[[[[', 3), false)
  assert.equal(shallow('["\\\\",[[[', 3), false)
  assert.equal(shallow('[[["no end [[[', 3), true)
  assert.equal(shallow('[][][][][]', 1), true)
})

test('a key that stands twice is found in its own object only', () => {
  assert.equal(doubledKey('{"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]}'), null)
  assert.equal(doubledKey('{"a":"b","b":"a"}'), null)
  assert.equal(doubledKey('{"a":{"x":1, "x" :2}}'), 'x')
  assert.equal(doubledKey('{"a\\"":1,"a\\u0022":2}'), 'a"')
  assert.equal(doubledKey('{"a":1'), null)
  assert.equal(doubledKey('{"a":1,"a'), null)
  assert.equal(doubledKey('{"\\q":1,"\\q":2}'), '"\\q"')
})
