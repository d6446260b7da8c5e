import assert from 'node:assert/strict'
import test from 'node:test'
import type { LiveNews } from '../../api/answers.ts'
import { type Line, type LiveState, openLive, readNews } from './live.ts'

const setUp = () => {
  const lines: Line[] = []
  const waits: { ms: number; then: () => void }[] = []
  const states: LiveState[] = []
  const news: LiveNews[] = []
  let missed = 0
  let clock = 1_000
  const hangUp = openLive({
    open: () => {
      const line: Line = { onopen: null, onmessage: null, onclose: null, close: () => line.onclose?.() }
      lines.push(line)
      return line
    },
    news: one => news.push(one),
    missed: () => {
      missed += 1
    },
    state: state => states.push(state),
    now: () => clock++,
    random: () => 0.5,
    after: (ms, then) => {
      waits.push({ ms, then })
      return () => waits.pop()
    },
  })
  return { lines, waits, states, news, hangUp, missed: () => missed }
}

test('a cut line comes back, waits longer each time, and everything is asked again', () => {
  const live = setUp()
  live.lines[0]?.onopen?.()
  live.lines[0]?.onclose?.()
  live.waits[0]?.then()
  live.lines[1]?.onclose?.()
  assert.deepEqual(
    live.waits.map(({ ms }) => ms),
    [750, 1_500],
  )
  assert.equal(live.missed(), 0)
  live.waits[1]?.then()
  live.lines[2]?.onopen?.()
  assert.equal(live.missed(), 1)
  assert.deepEqual(
    live.states.map(({ is }) => is),
    ['connecting', 'live', 'lost', 'lost', 'live'],
  )
})

test('it is told since when the line is lost, not when it was last tried', () => {
  const live = setUp()
  live.lines[0]?.onclose?.()
  live.waits[0]?.then()
  live.lines[1]?.onclose?.()
  assert.deepEqual(live.states.slice(1), [
    { is: 'lost', since: 1_000 },
    { is: 'lost', since: 1_000 },
  ])
})

test('after hanging up nothing is tried again', () => {
  const live = setUp()
  live.lines[0]?.onopen?.()
  live.hangUp()
  assert.deepEqual(live.waits, [])
})

test('news is handed on, noise is not', () => {
  const live = setUp()
  live.lines[0]?.onmessage?.({ data: '{"changed":"detections","id":"abc"}' })
  for (const data of ['', 'null', '[]', '{"changed":"everything","id":"x"}', '{"changed":"devices"}', 7])
    live.lines[0]?.onmessage?.({ data })
  assert.deepEqual(live.news, [{ changed: 'detections', id: 'abc' }])
  assert.equal(readNews('{'), null)
})
