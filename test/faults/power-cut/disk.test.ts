import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDisk } from './disk.ts'
import { seeded } from './replay.ts'
import type { Step } from './trace.ts'

const written = (at: number, bytes: Buffer): Step => ({ is: 'written', file: 0, at, bytes })
const A = Buffer.alloc(1_024, 'a')
const B = Buffer.alloc(1_024, 'b')
const BEGUN: Step[] = [
  { is: 'made', file: 0, name: 'db' },
  { is: 'folder-synced' },
  written(0, A),
  { is: 'synced', file: 0 },
]

/** What is found after 300 cuts, each different content once, as text without repetition. */
const found = (...steps: readonly Step[]): Set<string> => {
  const disk = openDisk()
  for (const step of steps) disk.take(step)
  const random = seeded(1)
  return new Set(
    Array.from({ length: 300 }, () =>
      [...disk.left(random)].map(([name, bytes]) => `${name}:${bytes.toString().replace(/(.)\1*/g, '$1')}`).join(' '),
    ),
  )
}

test('what was synced is there after every cut', () => {
  assert.deepEqual(found(...BEGUN), new Set(['db:a']))
})

test('what was not synced is there, not there, or torn at a sector', () => {
  assert.deepEqual(found(...BEGUN, written(0, B)), new Set(['db:a', 'db:b', 'db:ab', 'db:ba']))
  assert.deepEqual(found(...BEGUN, written(0, B), { is: 'synced', file: 0 }), new Set(['db:b']))
})

test('a file may be shorter than what was written beyond its end, or have a hole', () => {
  assert.deepEqual(found(...BEGUN, written(1_024, B)), new Set(['db:a', 'db:ab', 'db:a\0b']))
  assert.deepEqual(found(...BEGUN, { is: 'resized', file: 0, size: 0 }), new Set(['db:a', 'db:']))
})

test('names are certain once the folder is synced, and come in order until then', () => {
  const made: Step = { is: 'made', file: 1, name: 'new' }
  assert.deepEqual(found(...BEGUN, made), new Set(['db:a', 'db:a new:']))
  assert.deepEqual(
    found(...BEGUN, made, { is: 'renamed', from: 'new', to: 'db' }),
    new Set(['db:a', 'db:a new:', 'db:']),
  )
  assert.deepEqual(found(...BEGUN, { is: 'removed', name: 'db' }, { is: 'folder-synced' }), new Set(['']))
})
