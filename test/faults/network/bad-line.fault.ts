import assert from 'node:assert/strict'
import { test } from 'node:test'
import { survivesFates } from './bad-line.ts'
import type { Direction, Fate } from './tcp-proxy.ts'

const DIRECTIONS: readonly Direction[] = ['to the console', 'to the agent']
const COUNT = Array.from({ length: 10 }, (_, i) => i + 1)

test('F22: bad lines', { concurrency: true }, t =>
  Promise.all([
    t.test('reset behind each of the first frames, either way: nothing lost, nothing twice', async part => {
      const fates = COUNT.flatMap(n =>
        DIRECTIONS.map((direction): Fate => ({ is: 'reset', direction, behindFrame: n })),
      )
      await survivesFates(part, fates)
    }),
    t.test('cut after any number of bytes, either way: nothing lost, nothing twice', async part => {
      const fates = COUNT.flatMap(n => DIRECTIONS.map((direction): Fate => ({ is: 'cut', direction, after: 331 * n })))
      await survivesFates(part, fates)
    }),
    // The agent waits 60 s for an acknowledgement, the console 50 s for a sign of life.
    ...DIRECTIONS.map(direction =>
      t.test(`stalled in the middle of a frame, ${direction}: given up within a minute`, async part => {
        const took = await survivesFates(part, [{ is: 'stalls', direction, after: 3_333 }])
        assert.ok(took < 70_000, `given up after ${took} ms`)
      }),
    ),
    ...DIRECTIONS.map(direction =>
      t.test(`one byte a second, ${direction}: given up within 15 s`, async part => {
        const took = await survivesFates(part, [{ is: 'slow', direction, bytesPerSecond: 1 }])
        assert.ok(took < 25_000, `given up after ${took} ms`)
      }),
    ),
    t.test('an older connection that arrives after a newer one: nothing lost, nothing twice', async part => {
      const late = [2, 3, 4, 5].map((n): Fate => ({ is: 'late', beforeFrame: n, by: 3_000 }))
      await survivesFates(part, late)
    }),
  ]).then(() => {}),
)
