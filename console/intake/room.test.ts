import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { openRoom, type Sender } from './room.ts'

/** Room for three batches of 10 bytes. */
const open = () => {
  const clock = { now: 0 }
  const held: boolean[] = []
  const bounds = { bytes: 30, perBatch: 10, promiseWithin: 1_000 }
  const room = openRoom(
    bounds,
    () => clock.now,
    is => held.push(is),
  )
  const credited: string[] = []
  const sender = (name: string): Sender => ({ credited: () => void credited.push(name) })
  return { room, clock, credited, held, sender }
}

test('as many as there is room for may send; the next stand in line, and come in their order as room is made', () => {
  const { room, credited, sender } = open()
  const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map(sender) as [Sender, Sender, Sender, Sender, Sender]
  assert.deepEqual(
    [a, b, c, d, e].map(one => room.admits(one, true)),
    [true, true, true, false, false],
  )
  const done = room.arrived(a, 10)
  assert.deepEqual(credited, [])
  done()
  assert.deepEqual(credited, ['d'])
  done()
  assert.deepEqual(credited, ['d'], 'one batch has made room twice')
  room.left(b)
  assert.deepEqual(credited, ['d', 'e'])
  room.stop()
})

test('who has nothing more to send is not kept in line, until the room is full of what has come', () => {
  const { room, sender } = open()
  for (let i = 0; i < 100; i++) assert.equal(room.admits(sender(String(i)), false), true)
  room.arrived(sender('a'), 30)
  assert.equal(room.admits(sender('b'), false), false)
  room.stop()
})

test('one that has left the line is not called', () => {
  const { room, credited, sender } = open()
  const done = room.arrived(sender('a'), 30)
  const [b, c] = [sender('b'), sender('c')]
  assert.deepEqual([room.admits(b, true), room.admits(c, true)], [false, false])
  room.left(b)
  done()
  assert.deepEqual(credited, ['c'])
  room.stop()
})

test('promises that nobody uses lapse, though nothing else happens', t => {
  t.after(() => mock.timers.reset())
  mock.timers.enable({ apis: ['setTimeout'] })
  const { room, clock, credited, sender } = open()
  for (const name of ['a', 'b', 'c']) assert.equal(room.admits(sender(name), true), true)
  assert.equal(room.admits(sender('d'), true), false)
  clock.now = 1_000
  mock.timers.tick(1_000)
  assert.deepEqual(credited, ['d'])
  room.stop()
})

test('reading stops at twice the room, and goes on when no more than the room is left', () => {
  const { room, held, sender } = open()
  const done = [20, 20, 20, 1].map(bytes => room.arrived(sender('a'), bytes))
  assert.deepEqual([held, room.isHeld()], [[true], true])
  done[0]?.()
  assert.equal(room.isHeld(), true)
  done[1]?.()
  assert.deepEqual([held, room.isHeld()], [[true, false], false])
})

test('it is overfull past eight times the room', () => {
  const { room, sender } = open()
  room.arrived(sender('a'), 240)
  assert.equal(room.isOverfull(), false)
  const done = room.arrived(sender('b'), 1)
  assert.equal(room.isOverfull(), true)
  done()
  assert.equal(room.isOverfull(), false)
})
