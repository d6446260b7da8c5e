import assert from 'node:assert/strict'
import test from 'node:test'
import { ways } from './indicators.ts'

const hash = (n: number) =>
  ({ id: `hash-${n}`, kind: 'hash', strength: 'conclusive', sha256: String(n).repeat(64) }) as const
const name = { id: 'process-x', kind: 'process', strength: 'weak', name: 'x', unconfirmed: true } as const

test('many exact files are one way, and the strongest way comes first', () => {
  assert.deepEqual(
    ways([name, hash(1), hash(2), hash(3)]).map(({ words, unconfirmed }) => [words, unconfirmed]),
    [
      ['The exact files of 3 published releases, by their SHA-256', false],
      ['A program that runs as x', true],
    ],
  )
  assert.equal(ways([name, hash(1), hash(2)]).length, 3)
})
