import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, dayOf } from '../day-count.ts'
import { began, chained, changed, described, deviceId, epochId, following, gone, START, seen } from '../sample.ts'
import { enrolled, type Open, withStore } from './with-store.ts'

const days = (n: number): number => START + n * DAY
const qoder = { tool: 'qoder-cli', product: 'qoder', name: 'Qoder', verdict: 'sanctioned', rule: null } as const

/** What overview and trend are made of. */
export const numbersContract = (open: Open): void => {
  test(
    'days: a device counts once a day however often it comes and goes, and days without news carry on',
    withStore(open, async store => {
      await enrolled(store, deviceId(1), deviceId(2))
      const one = chained(epochId(1), [began, described('one'), seen(1)])
      await store.appendEntries(deviceId(1), one, days(0))
      const back = following(one, [gone(1), seen(1), gone(1), seen(1), seen(2)])
      await store.appendEntries(deviceId(1), back, days(0))
      await store.appendEntries(deviceId(2), chained(epochId(2), [began, described('two'), seen(3)]), days(2))
      await store.appendEntries(deviceId(1), following(back, [gone(1), gone(2), seen(4, qoder)]), days(3))
      assert.deepEqual(
        (await store.days(days(4))).map(d => [(d.day - dayOf(START)) / DAY, d.banned, d.sanctioned]),
        [
          [0, 1, 0],
          [1, 1, 0],
          [2, 2, 0],
          [3, 2, 1],
          [4, 1, 1],
        ],
      )
    }),
  )
  test(
    'days: at most 30, and a clock that went back changes no past day',
    withStore(open, async store => {
      await enrolled(store, deviceId(1), deviceId(2))
      await store.appendEntries(deviceId(1), chained(epochId(1), [began, seen(1)]), days(5))
      await store.appendEntries(deviceId(2), chained(epochId(2), [began, seen(2)]), days(1))
      const counted = await store.days(days(40))
      assert.equal(counted.length, 30)
      assert.deepEqual(
        (await store.days(days(5))).map(d => d.banned),
        [2],
      )
    }),
  )
  test(
    'verdicts: devices and running now, and a week ago; null while the console is younger',
    withStore(open, async store => {
      await enrolled(store, deviceId(1), deviceId(2))
      const one = chained(epochId(1), [began, described('one'), seen(1), seen(2, { state: 'running' })])
      await store.appendEntries(deviceId(1), one, days(0))
      assert.deepEqual((await store.verdictCounts(days(0))).banned, { devices: 1, running: 1, aWeekAgo: null })
      await store.appendEntries(deviceId(2), chained(epochId(2), [began, described('two'), seen(3)]), days(3))
      const now = await store.verdictCounts(days(8))
      assert.deepEqual(now.banned, { devices: 2, running: 1, aWeekAgo: 1 })
      assert.deepEqual(now.sanctioned, { devices: 0, running: 0, aWeekAgo: 0 })
    }),
  )
  test(
    'use: products and tools by devices; traces and what is gone do not count',
    withStore(open, async store => {
      await enrolled(store, deviceId(1), deviceId(2))
      const one = [began, described('one'), seen(1), seen(2, { tool: 'claude-code-vscode', state: 'running' })]
      await store.appendEntries(deviceId(1), chained(epochId(1), one), days(0))
      const two = [began, described('two'), seen(3), seen(4, qoder), seen(5, { ...qoder, state: 'trace' })]
      await store.appendEntries(deviceId(2), chained(epochId(2), two), days(0))
      assert.deepEqual(
        (await store.productUse()).map(p => [p.product, p.verdict, p.rule, p.devices, p.running]),
        [
          ['claude-code', 'banned', 'claude-code', 2, 1],
          ['qoder', 'sanctioned', null, 1, 0],
        ],
      )
      assert.deepEqual((await store.toolUse()).map(t => [t.tool, t.devices, t.running]).toSorted(), [
        ['claude-code', 2, 0],
        ['claude-code-vscode', 1, 1],
        ['qoder-cli', 1, 0],
      ])
    }),
  )
  test(
    'use: what no entry names, by publisher and package, with the detection of it that changed last',
    withStore(open, async store => {
      await enrolled(store, deviceId(1), deviceId(2), deviceId(3))
      const unknown = {
        tool: 'unknown-assistant',
        product: 'unknown-assistant',
        verdict: 'unreviewed',
        rule: null,
      } as const
      const acme = { ...unknown, origin: { publisher: 'Acme', package: '@acme/agent' } }
      const nobody = { ...unknown, origin: { publisher: null, package: '@acme/agent' } }
      const one = chained(epochId(1), [began, described('one'), seen(1, acme), seen(2, { ...acme, path: '/opt/acme' })])
      await store.appendEntries(deviceId(1), one, days(0))
      const two = [began, described('two'), seen(3, { ...acme, state: 'running', version: '3.0' }), seen(4, qoder)]
      await store.appendEntries(deviceId(2), chained(epochId(2), two), days(0))
      const three = [began, described('three'), seen(5, nobody), seen(6, { ...acme, state: 'trace' })]
      await store.appendEntries(deviceId(3), chained(epochId(3), three), days(0))
      const told = async () =>
        (await store.unknownUse()).map(u => [u.publisher, u.package, u.devices, u.running, u.example.host])
      assert.deepEqual(await told(), [
        ['Acme', '@acme/agent', 2, 1, 'two'],
        [null, '@acme/agent', 1, 0, 'three'],
      ])
      assert.equal((await store.unknownUse())[0]?.example.version, '3.0')
      const found = await store.detections({ q: 'ACME/agent' }, { after: null, limit: 10 })
      assert.equal(found.items.length, 5)
      assert.deepEqual(found.items.at(-1)?.origin, acme.origin)
      await store.appendEntries(deviceId(1), following(one, [gone(1), changed(2, { tool: 'acme' })]), days(1))
      assert.deepEqual(await told(), [
        [null, '@acme/agent', 1, 0, 'three'],
        ['Acme', '@acme/agent', 1, 1, 'two'],
      ])
      const renamed = { tool: 'acme-agent', product: 'acme-agent' }
      await store.appendEntries(deviceId(3), following(chained(epochId(3), three), [changed(5, renamed)]), days(1))
      assert.equal((await told()).length, 1)
    }),
  )
  test(
    'deadlines: changes of response that are still to come, by rule and day',
    withStore(open, async store => {
      await enrolled(store, deviceId(1), deviceId(2))
      const due = (n: number) => ({ next: { response: 'warn', at: days(n) } }) as const
      const one = chained(epochId(1), [began, described('one'), seen(1, due(3)), seen(2, due(-1))])
      await store.appendEntries(deviceId(1), one, days(0))
      await store.appendEntries(deviceId(2), chained(epochId(2), [began, described('two'), seen(3, due(3))]), days(0))
      const wanted = [{ rule: 'claude-code', response: 'warn', at: days(3), devices: 2 }]
      assert.deepEqual(await store.deadlines(days(0)), wanted)
      await store.appendEntries(deviceId(1), following(one, [changed(1), changed(2)]), days(1))
      assert.equal((await store.deadlines(days(1)))[0]?.devices, 1)
    }),
  )
  test(
    'fleet: counts devices and those that were silent since',
    withStore(open, async store => {
      await enrolled(store, deviceId(1), deviceId(2), deviceId(3))
      await store.appendEntries(deviceId(1), chained(epochId(1), [began, described('one')]), days(0))
      await store.appendEntries(deviceId(2), chained(epochId(2), [began, described('two')]), days(2))
      const none = { connected: 0, pending: 0, degraded: 0, forked: 0, twice: 0 }
      assert.deepEqual(await store.fleetCounts(days(1)), { ...none, devices: 2, silent: 1 })
      const connected = new Set([deviceId(2), deviceId(3), deviceId(4)])
      assert.equal((await store.fleetCounts(days(1), connected)).connected, 1)
    }),
  )
}
