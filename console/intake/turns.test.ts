import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTurns } from './turns.ts'

test('turns come in order, and others have theirs between slices', async () => {
  const turn = openTurns(1)
  const order: number[] = []
  let others = 0
  let over = false
  const other = (): void => {
    others++
    if (!over) setImmediate(other)
  }
  setImmediate(other)
  await Promise.all(
    Array.from({ length: 30 }, async (_, i) => {
      await turn()
      order.push(i)
      const until = performance.now() + 1
      while (performance.now() < until);
    }),
  )
  over = true
  assert.deepEqual(
    order,
    Array.from({ length: 30 }, (_, i) => i),
  )
  assert.ok(others >= 10, `others had ${others} turns beside 30 of a whole slice each`)
})

test('a turn asked for during a turn comes after those that waited', async () => {
  const turn = openTurns(1_000)
  const order: string[] = []
  await Promise.all([
    turn().then(async () => {
      order.push('a')
      await turn()
      order.push('a again')
    }),
    turn().then(() => order.push('b')),
  ])
  assert.deepEqual(order, ['a', 'b', 'a again'])
})
