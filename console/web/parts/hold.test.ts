import assert from 'node:assert/strict'
import test from 'node:test'
import { hold } from './hold.ts'

type Row = { id: string; state: string }
const row = (id: string, state = 'present'): Row => ({ id, state })
const keyOf = ({ id }: Row): string => id
const shown = [row('b'), row('c')]

test('the first answer is shown without a fade', () => {
  assert.deepEqual(hold(null, shown, true, keyOf), { rows: shown, waiting: 0, fresh: new Set() })
})

test('a new row shows at once to whoever looks at the top, and fades', () => {
  const latest = [row('a'), ...shown]
  assert.deepEqual(hold(shown, latest, true, keyOf), { rows: latest, waiting: 0, fresh: new Set(['a']) })
})

test('while a person reads, new rows wait, changes happen in place and nothing moves', () => {
  const latest = [row('a'), row('c', 'running'), row('b')]
  assert.deepEqual(hold(shown, latest, false, keyOf), {
    rows: [row('b'), row('c', 'running')],
    waiting: 1,
    fresh: new Set(),
  })
})

test('the next page is no news', () => {
  const latest = [row('a'), ...shown, row('d'), row('e')]
  assert.deepEqual(hold(shown, latest, false, keyOf), {
    rows: [...shown, row('d'), row('e')],
    waiting: 1,
    fresh: new Set(),
  })
})

test('a row that left the list stays until the person lets the list move', () => {
  assert.deepEqual(hold(shown, [row('c')], false, keyOf).rows, shown)
  assert.deepEqual(hold(shown, [row('c')], true, keyOf).rows, [row('c')])
})
