import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as z from 'zod/mini'
import { misfitOf } from './misfit.ts'

const of = (schema: z.ZodMiniType, value: unknown, before?: string): string => {
  const { error } = schema.safeParse(value)
  assert.ok(error)
  return misfitOf(error, before)
}
const Kind = z.strictObject({ kind: z.enum(['a', 'b']), n: z.int().check(z.minimum(1), z.maximum(3)) })

for (const { why, value, says } of [
  { why: 'a field more', value: { kind: 'a', n: 1, prompt: 1 }, says: 'frame: no such field: prompt' },
  { why: 'another type', value: { kind: 'a', n: 'x' }, says: 'frame.n: expected number' },
  { why: 'another word', value: { kind: 'c', n: 1 }, says: 'frame.kind: expected a, b' },
  { why: 'too much', value: { kind: 'a', n: 4 }, says: 'frame.n: at most 3' },
  { why: 'too little', value: { kind: 'a', n: 0 }, says: 'frame.n: at least 1' },
  {
    why: 'a field that shows nothing',
    value: { kind: 'a', n: 1, '\u202e': 1 },
    says: 'frame: no such field: \\u{202e}',
  },
])
  test(`a misfit in words: ${why}`, () => assert.equal(of(Kind, value, 'frame'), says))

test('the words of a rule are its own, and a place need not be named', () => {
  assert.equal(of(z.string().check(z.refine(() => false, 'never holds')), 'x'), ': never holds')
  assert.equal(misfitOf(new z.core.$ZodError([])), ': does not fit')
})
