import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Status } from '../../protocol/desk.ts'
import { CODES, CONDITIONS } from './conditions.ts'
import { type HealthNews, openHealth } from './health.ts'

const MINUTE = 60_000
const START = Date.UTC(2026, 10, 21, 10)

const bench = () => {
  const clock = { now: START }
  const news: string[] = []
  const health = openHealth({
    now: () => clock.now,
    onNews: ({ state, condition, detail }: HealthNews) => news.push([state, condition, detail].join(' ').trim()),
  })
  const later = (ms: number): void => {
    clock.now += ms
    health.tick()
  }
  const codes = (): string[] => health.told().map(({ condition }) => condition)
  return { health, news, later, codes }
}

test('what mends itself in time is never told', () => {
  const { health, news, later } = bench()
  health.raise('console-away')
  later(2 * MINUTE - 1)
  health.clear('console-away')
  later(MINUTE)
  assert.deepEqual(news, [])
})

test('what lasts is told once, with the time it began, and its end once', () => {
  const { health, news, later } = bench()
  health.raise('console-away')
  later(2 * MINUTE)
  health.raise('console-away')
  later(MINUTE)
  assert.match(health.told()[0]?.says ?? '', /since 2026-11-21 10:00 UTC\. Everything local goes on/)
  health.clear('console-away')
  health.clear('console-away')
  assert.deepEqual(news, ['raised console-away', 'cleared console-away'])
})

test('one broken thing does not shout twice', () => {
  const { health, later, codes } = bench()
  health.raise('console-away')
  health.raise('not-enrolled')
  later(5 * MINUTE)
  assert.deepEqual(codes(), ['not-enrolled'])
  health.clear('not-enrolled')
  assert.deepEqual(codes(), ['console-away'])
})

test('two sensors that fail are one condition, which ends with the second', () => {
  const { health, news, codes } = bench()
  health.raise('sensor-failed', 'no /proc', 'processes')
  health.raise('sensor-failed', 'too many watches', 'configs')
  health.clear('sensor-failed', 'processes')
  assert.deepEqual(codes(), ['sensor-failed'])
  health.clear('sensor-failed', 'configs')
  assert.deepEqual(news, [
    'raised sensor-failed processes: no /proc',
    'raised sensor-failed configs: too many watches; processes: no /proc',
    'raised sensor-failed configs: too many watches',
    'cleared sensor-failed',
  ])
})

test('the same cause with other words is no news', () => {
  const { health, news } = bench()
  health.raise('inventory-incomplete', '4 places')
  health.raise('inventory-incomplete', '5 places')
  assert.deepEqual(news, ['raised inventory-incomplete 4 places'])
  assert.equal(health.told()[0]?.detail, '5 places')
})

test('only what is degraded degrades; what a platform cannot do does not', () => {
  const { health } = bench()
  health.raise('inventory-incomplete', '1 place')
  health.cannot('process events', 'macOS gives none to unsigned programs')
  assert.equal(health.isDegraded(), false)
  assert.deepEqual(health.unsupported(), [{ what: 'process events', why: 'macOS gives none to unsigned programs' }])
  health.raise('ledger-fork')
  assert.equal(health.isDegraded(), true)
})

test('text of the machine is escaped before it is told', () => {
  const { health, news } = bench()
  health.raise('sensor-failed', 'a\u001b[31mb')
  assert.deepEqual(news, ['raised sensor-failed a\\u{1b}[31mb'])
})

test('every condition is a sentence that fits an answer, and says what goes on', () => {
  for (const code of CODES) {
    const says = CONDITIONS[code].say('2026-11-21 10:00 UTC', 'x'.repeat(700))
    assert.match(says, /^[A-Z].*\.$/, code)
    assert.ok(
      Status.shape.conditions.safeParse([
        { condition: code, severity: CONDITIONS[code].severity, since: START, detail: 'x', says },
      ]).success,
      code,
    )
    for (const by of CONDITIONS[code].hiddenBy) assert.notEqual(by, code)
  }
})

test('it says when to be asked again: when the next condition is old enough to be told', () => {
  const clock = { now: START }
  const asked: (number | null)[] = []
  const health = openHealth({ now: () => clock.now, onNews: () => {}, later: ms => asked.push(ms) })
  health.raise('console-away')
  clock.now += MINUTE
  health.raise('policy-missing')
  clock.now += MINUTE
  health.tick()
  health.clear('console-away')
  health.clear('policy-missing')
  assert.deepEqual(asked, [2 * MINUTE, MINUTE, MINUTE, MINUTE, null])
})
