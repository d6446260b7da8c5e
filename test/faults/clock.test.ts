import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { FAKED_CLOCK, FAKETIME_MISSING } from './faked-clock.ts'
import { held, nothingLostNothingTwice } from './oracle.ts'
import { openWorld, streams } from './world.ts'

/** As libfaketime reads them; instants are local time, in a zone whose clocks change within the next seconds. */
const CLOCKS = ['+0', '+1h', '-1h', '+400d', '+0', '-400d', '+0', '@2027-03-28 01:59:59', '@2027-10-31 02:59:59', '+0']
const EACH = 700

test('F28: the agent’s clock steps by hours, by 400 days, and through both changes of daylight saving', {
  skip: FAKETIME_MISSING,
}, async t => {
  const { stateDir, startConsole, startProducer } = await openWorld(t)
  const clock = path.join(path.dirname(stateDir), 'clock')
  const wind = (to: string): void => writeFileSync(clock, `${to}\n`)
  wind('+0')
  const console = await startConsole()
  const producer = startProducer({ pause: 10, under: { env: { ...FAKED_CLOCK(clock), TZ: 'Europe/Berlin' } } })
  const device = String((await producer.line(line => 'device' in line)).device)
  await streams(producer)
  for (const to of CLOCKS) {
    wind(to)
    await sleep(EACH)
  }
  assert.equal(await producer.end('SIGTERM'), 0)

  const stored = await held(console.url, console.apiToken, device)
  const kept = nothingLostNothingTwice(stored, stateDir)
  const years = new Set(stored.map(({ body }) => new Date(Number(JSON.parse(body ?? '{}').at)).getUTCFullYear()))
  assert.ok(years.size > 2, `the clock did not move: ${[...years].join(' ')}`)
  // Heartbeats and back-off go by another clock: nobody was taken for dead.
  assert.equal(producer.said().filter(({ state }) => state === 'streaming').length, 1)
  t.diagnostic(`${kept} events kept in the years ${[...years].sort().join(', ')}, 0 lost, 0 twice, one connection`)
  assert.equal(await console.victim.end('SIGTERM'), 0)
})
