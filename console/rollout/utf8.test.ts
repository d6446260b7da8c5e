import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from './utf8.ts'

const bytes = (...parts: (string | number[])[]): Buffer => Buffer.concat(parts.map(part => Buffer.from(part as string)))

for (const { why, of, says } of [
  { why: 'Latin-1', of: bytes('a\ncaf', [0xe9], '\n'), says: 'not UTF-8 at byte 6, line 2: save it as UTF-8' },
  { why: 'UTF-16', of: bytes([0xff, 0xfe, 0x61, 0]), says: 'not UTF-8 at byte 0, line 1: save it as UTF-8' },
  { why: 'a surrogate', of: bytes('a', [0xed, 0xa0, 0x80]), says: 'not UTF-8 at byte 2, line 1: save it as UTF-8' },
  { why: 'half a character', of: bytes('a', [0xe7, 0x95]), says: 'not UTF-8 at byte 3, line 1: save it as UTF-8' },
])
  test(`refused, with its place: ${why}`, () => assert.throws(() => utf8(of), { name: 'NotUtf8', message: says }))

test('text is taken as it is', () => {
  assert.equal(utf8(bytes('界 \ufffd\n')), '界 \ufffd\n')
  assert.equal(utf8(bytes('\ufeffa')), '\ufeffa')
})
