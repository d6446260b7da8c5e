import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { readEagerly, type Source } from './eager-reading.ts'

/** A source into which events are put; it wakes while it is listened to, as a descriptor does. */
const source = () => {
  const state = { waiting: 0, read: 0, wakes: 0, listened: true }
  let readable = (): void => {}
  const it: Source = {
    read: () => {
      const events = state.waiting
      state.read += events
      state.waiting = 0
      return events
    },
    listen: wake => {
      readable = wake
      return {
        pause: () => {
          state.listened = false
        },
        resume: () => {
          state.listened = true
        },
      }
    },
  }
  const put = (): void => {
    state.waiting++
    if (!state.listened) return
    state.wakes++
    readable()
  }
  return { state, it, put }
}

test('what comes now and then is read at once; a storm is read in heaps, and then all is as before', () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  let now = 0
  const pass = (ms: number): void => {
    now += ms
    mock.timers.tick(ms)
  }
  const [a, b] = [source(), source()]
  const end = readEagerly([a.it, b.it], () => now)
  for (let i = 0; i < 100; i++) {
    a.put()
    assert.equal(a.state.read, i + 1)
    pass(5)
  }
  assert.equal(a.state.wakes, 100)
  for (let ms = 0; ms < 100; ms++) {
    for (let i = 0; i < 10; i++) b.put()
    pass(1)
  }
  assert.ok(b.state.wakes <= 40, `${b.state.wakes} wake-ups`)
  pass(10)
  assert.equal(b.state.read, 1_000)
  assert.ok(a.state.listened && b.state.listened)
  b.put()
  assert.equal(b.state.read, 1_001)
  end()
  assert.ok(!a.state.listened && !b.state.listened)
  mock.timers.reset()
})

test('of a program that ends with all its threads, each is read at once, and so is what starts next', () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  let now = 0
  const { state, it, put } = source()
  const end = readEagerly([it], () => now)
  for (let programs = 0; programs < 20; programs++) {
    for (let threads = 0; threads < 20; threads++) put()
    now += 50
    mock.timers.tick(50)
    put()
    assert.equal(state.read, (programs + 1) * 21)
    assert.ok(state.listened)
    now += 50
    mock.timers.tick(50)
  }
  end()
  mock.timers.reset()
})

test('ended in a rest, it reads no more', () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  const { state, it, put } = source()
  const end = readEagerly([it], () => 0)
  for (let i = 0; i < 50; i++) put()
  assert.ok(!state.listened)
  const { read } = state
  end()
  mock.timers.tick(100)
  assert.equal(state.read, read)
  mock.timers.reset()
})
