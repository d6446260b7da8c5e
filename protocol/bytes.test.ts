import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { utf8Bytes } from './bytes.ts'

test('bytes are counted as they would be written', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => assert.equal(utf8Bytes(text), Buffer.byteLength(text))),
    { numRuns: 2_000 },
  )
  for (const text of ['a\ud800', '\udc00b', '\ud800\ud800', '\u07ff\u0800', '😀'])
    assert.equal(utf8Bytes(text), Buffer.byteLength(text))
})
