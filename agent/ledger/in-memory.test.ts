import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Report } from '../../protocol/report.ts'
import { MOST } from './held.ts'
import { openInMemory } from './in-memory.ts'
import { TEN } from './scratch.ts'

const salt = 'A'.repeat(22)
const gone = (detection: string): Report => ({ kind: 'detection-gone', at: TEN, salt, detection })
const condition = (n: number): Report => ({
  kind: 'condition-changed',
  at: TEN + n,
  salt,
  condition: `c-${n}`,
  state: 'raised',
  detail: '',
})
const known = (): boolean => true

test('reports fold by their subject, and past the bound into one number', () => {
  const clock = { now: TEN }
  const memory = openInMemory(() => clock.now)
  assert.equal(memory.isEmpty(), true)
  for (let n = 0; n < MOST.rows + 3; n++) memory.hold(condition(n), known)
  clock.now += 5
  memory.hold(condition(7), known)
  const held = [...memory.held()]
  assert.equal(held.length, MOST.rows + 1)
  assert.deepEqual(held[7], {
    what: 'condition',
    subject: 'c-7',
    account: '',
    count: 2,
    first: TEN,
    last: TEN + 5,
    report: condition(7),
  })
  assert.deepEqual([held.at(-1)?.subject, held.at(-1)?.count, held.at(-1)?.report], ['', 3, null])
  assert.equal(memory.isEmpty(), false)
  memory.clear()
  assert.equal(memory.isEmpty(), true)
})

test('of a detection whose account nobody knows only a number is kept: all on the machine would see the rest', () => {
  const memory = openInMemory(() => TEN)
  const id = '00000000000000aa'
  memory.hold(gone(id), () => false)
  memory.hold(gone(id), detection => detection === id)
  memory.hold({ ...gone(id), account: 'lin' }, () => false)
  assert.deepEqual(
    [...memory.held()].map(({ subject, account, report }) => [subject, account, report === null]),
    [
      ['', '', true],
      [id, '', false],
      [id, 'lin', false],
    ],
  )
})

test('what is no report is refused before it can spoil a later write', () => {
  const memory = openInMemory(() => TEN)
  assert.throws(() => memory.hold({ ...condition(1), state: 'perhaps' } as unknown as Report, known), TypeError)
  assert.equal(memory.isEmpty(), true)
})
