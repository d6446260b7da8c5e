import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPlaces } from './places.ts'

const take = (places: ReturnType<typeof openPlaces>, address: string): (() => void)[] => {
  const taken: (() => void)[] = []
  for (;;) {
    const leave = places.enter(address)
    if (leave === null) return taken
    taken.push(leave)
  }
}

test('one address has half of the places, the next half of the rest, and none shuts the others out', () => {
  const places = openPlaces(1_000)
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].map(address => take(places, address).length),
    [500, 250, 125, 63],
  )
  assert.notEqual(places.enter('e'), null)
})

test('a place is free again when it is given back, once', () => {
  const places = openPlaces(4)
  const [first] = take(places, 'a')
  assert.equal(places.enter('a'), null)
  first?.()
  first?.()
  assert.equal(take(places, 'a').length, 1)
})
