import assert from 'node:assert/strict'
import test from 'node:test'
import { columns, scale } from './days.ts'

const DAY = 86_400_000
const last = 20_000 * DAY
const day = (back: number, banned: number) => ({ day: last - back * DAY, banned, sanctioned: 1 })

test('thirty places, the last day at the right, unknown days empty', () => {
  const all = columns([day(2, 3), day(0, 1)])
  assert.equal(all.length, 30)
  assert.deepEqual(
    all.slice(-3).map(({ banned, known }) => [banned, known]),
    [
      [3, true],
      [0, false],
      [1, true],
    ],
  )
  assert.equal(all[0]?.known, false)
  const end = all.at(-1)
  assert.ok(end !== undefined && Math.abs(end.x + end.width - 100) < 1e-9)
  assert.deepEqual(columns([]), [])
})

const scales: [number, number[]][] = [
  [0, [0, 1]],
  [1, [0, 1]],
  [3, [0, 1, 2, 3]],
  [7, [0, 2, 4, 6, 8]],
  [180, [0, 50, 100, 150, 200]],
]
for (const [most, lines] of scales)
  test(`whole devices on the scale for ${most}`, () => {
    assert.deepEqual(scale([day(0, most)]), { top: lines.at(-1), lines })
  })
