import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { FAKED_CLOCK } from './faked-clock.ts'
import { latencies, nothingLostNothingTwice, quantile } from './oracle.ts'
import { openWorld, streams } from './world.ts'

const DAYS = 14
/** As many as wait at most: from here on the ledger holds what comes until there is room. */
const ROWS = 90_000
const DRAINED_WITHIN = 60_000
const OTHERS = 4

test(`F11: ${DAYS} days offline: ${ROWS} entries follow in order, and other agents are heard meanwhile`, async t => {
  const { stateDir, startConsole, startProducer, stored } = await openWorld(t)
  const clock = path.join(path.dirname(stateDir), 'clock')
  const under = { env: FAKED_CLOCK(clock) }
  const onDay = (day: number): void => writeFileSync(clock, `+${day}d\n`)
  onDay(0)
  const first = await startConsole(under)
  const options = { pause: 0, most: ROWS, under }
  const away = startProducer(options)
  const device = String((await away.line(line => 'device' in line)).device)
  await streams(away)
  assert.equal(await first.victim.end('SIGTERM'), 0)

  const kept = (): number => Number(away.said().findLast(line => 'kept' in line)?.kept ?? 0)
  for (let day = 1; day <= DAYS; day++) {
    while (kept() < Math.floor((ROWS * day) / DAYS / 1_000) * 1_000) await sleep(20)
    onDay(day)
  }
  while (!away.said().some(line => 'produced' in line)) await sleep(20)
  // The lid is shut.
  await away.end('SIGKILL')

  const console = await startConsole(under)
  const others = Array.from({ length: OTHERS }, (_, i) => path.join(path.dirname(stateDir), `other-${i}`))
  const running = others.map(other => startProducer({ stateDir: other, pause: 50, under }))
  await Promise.all(running.map(streams))
  const clockNow = (): number => Date.now() + DAYS * 86_400_000
  const alone = clockNow()
  await sleep(10_000)
  const back = startProducer(options)
  await streams(back)
  const began = clockNow()
  const ended = back.end('SIGTERM')
  const { drained, at } = await back.line(line => 'drained' in line)
  const took = Number(at) - began
  assert.equal(await ended, 0)
  assert.equal(drained, true)
  for (const other of running) assert.equal(await other.end('SIGTERM'), 0)
  assert.equal(await console.victim.end('SIGTERM'), 0)

  const arrived = nothingLostNothingTwice(await stored(device), stateDir)
  assert.equal(arrived, ROWS)
  const times = (from: number, to: number): number[] =>
    others.flatMap(other => latencies(other, from, to)).sort((a, b) => a - b)
  const [before, during] = [times(alone, began), times(began, began + took)]
  t.diagnostic(`${arrived} entries in ${took} ms, ${Math.round((arrived / took) * 1_000)} a second`)
  for (const [what, list] of Object.entries({ before, during }))
    t.diagnostic(`others ${what}: ${quantile(list, 0.5)} ms (p50), ${quantile(list, 0.99)} ms (p99) of ${list.length}`)
  assert.ok(took <= DRAINED_WITHIN, `drained in ${took} ms`)
})
