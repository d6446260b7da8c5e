import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { int, octets, oid, seq } from './der.fixture.ts'
import { oidOf, part, readDer } from './der.ts'

test('what is nested is read, and what is whole stays as it stands', () => {
  const inner = seq(int(5), octets(Buffer.alloc(300, 1)))
  const read = readDer(seq(inner, int(7)))
  assert.deepEqual(part(read, 0).whole, inner)
  assert.equal(part(part(read, 0), 1).body.length, 300)
  assert.deepEqual([...part(read, 1).body], [7])
  assert.throws(() => part(read, 2), RangeError)
})

test('a length that is not told ends where two zeroes stand, as in signatures of macOS', () => {
  const read = readDer(Buffer.from('3080020105308002010700000201090000', 'hex'))
  assert.deepEqual(
    read.parts.map(({ tag, body }) => [tag, body.toString('hex')]),
    [
      [2, '05'],
      [0x30, '020107'],
      [2, '09'],
    ],
  )
  assert.equal(part(read, 1).whole.toString('hex'), '30800201070000')
})

test('identifiers are read as they are written, those below 2 included', () => {
  for (const text of ['1.2.840.113549.1.7.2', '2.5.4.10', '0.9.2342.19200300.100.1.1', '2.16.840.1.101.3.4.2.1'])
    assert.equal(oidOf(readDer(oid(text))), text)
  assert.equal(oidOf(readDer(int(1))), '')
})

test('what lies of its length, is too deep or holds too much is refused', () => {
  const deep = (depth: number): Buffer => (depth === 0 ? int(1) : seq(deep(depth - 1)))
  assert.doesNotThrow(() => readDer(deep(39)))
  const bad = [deep(60), seq(...Array.from({ length: 20_001 }, () => int(1))), Buffer.from('30820fff0201', 'hex')]
  for (const bytes of [
    ...bad,
    Buffer.from('0480', 'hex'),
    Buffer.from('30800201', 'hex'),
    Buffer.from('308500000000', 'hex'),
  ])
    assert.throws(() => readDer(bytes), RangeError, bytes.toString('hex', 0, 16))
})

test('whatever the bytes, it answers or throws a RangeError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      try {
        readDer(Buffer.from(bytes))
      } catch (error) {
        assert.ok(error instanceof RangeError)
      }
    }),
    { numRuns: 2000 },
  )
})
