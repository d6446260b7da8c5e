import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTwoPlaces } from './two-places.ts'

const MINUTE = 60_000

test('F44: three live connections ousted within ten minutes are noticed, slower ones are not', () => {
  let now = 0
  const noticed: string[] = []
  const ousted = openTwoPlaces(
    () => now,
    device => noticed.push(`${device} ${now / MINUTE}`),
  )
  for (const minute of [0, 5, 12, 16]) {
    now = minute * MINUTE
    ousted('slow')
  }
  assert.deepEqual(noticed, [])
  for (const minute of [20, 21, 29, 30]) {
    now = minute * MINUTE
    ousted('quick')
    ousted(`other-${minute}`)
  }
  assert.deepEqual(noticed, ['quick 29', 'quick 30'])
})
