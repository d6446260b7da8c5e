import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { openTouches } from './touches.ts'

const open = () => {
  const written: { device: string; at: number }[][] = []
  const errors: unknown[] = []
  const store = {
    touchedAll: async (signs: readonly { device: string; at: number }[]) => void written.push([...signs]),
  }
  return { written, errors, touches: openTouches(store, 1_000, error => errors.push(error)) }
}

test('signs of life are written together, the newest of each device', async t => {
  t.after(() => mock.timers.reset())
  mock.timers.enable({ apis: ['setTimeout'] })
  const { touches, written } = open()
  touches.touch('a', 1)
  touches.touch('b', 2)
  touches.touch('a', 3)
  assert.deepEqual(written, [])
  mock.timers.tick(1_000)
  const first = [
    { device: 'a', at: 3 },
    { device: 'b', at: 2 },
  ]
  assert.deepEqual(written, [first])
  touches.touch('c', 4)
  await touches.settled()
  assert.deepEqual(written, [first, [{ device: 'c', at: 4 }]])
})

test('a thousand are written in parts', async () => {
  const { touches, written } = open()
  for (let i = 0; i < 1_200; i++) touches.touch(String(i), i)
  await touches.settled()
  assert.deepEqual(
    written.map(part => part.length),
    [500, 500, 200],
  )
})
