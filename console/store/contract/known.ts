import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  began,
  chained,
  changed,
  described,
  detectionId,
  deviceId,
  epochId,
  following,
  gone,
  hours,
  START,
  seen,
} from '../sample.ts'
import { enrolled, type Open, withStore } from './with-store.ts'

const D = deviceId(1)
const all = { after: null, limit: 1_000 }
const first = chained(epochId(1), [began, described('desk-1', ['engineering']), seen(1)])

/** What entries add up to: devices, conditions, detections. */
export const knownContract = (open: Open): void => {
  test(
    'device: stands in lists once it has enrolled, by its id until it has said what it is',
    withStore(open, async store => {
      await enrolled(store, D)
      const silent = await store.device(D)
      assert.deepEqual([silent?.host, silent?.platform, silent?.ledger], [D, null, null])
      assert.deepEqual(
        (await store.devices({ q: D.slice(4, 20) }, all)).items.map(device => device.id),
        [D],
      )
      assert.equal((await store.fleetCounts(0)).devices, 0)
    }),
  )
  test(
    'device: says what it is, with tags of its settings and its token',
    withStore(open, async store => {
      await enrolled(store, D)
      await store.appendEntries(D, first, hours(1))
      const device = await store.device(D)
      assert.equal(device?.host, 'desk-1')
      assert.deepEqual(device?.tags, ['engineering', 'lab'])
      assert.equal(device?.lastSeen, hours(1))
      assert.equal(device?.enrolledAt, START)
      assert.deepEqual(device?.counts, { sanctioned: 0, allowed: 0, unreviewed: 0, banned: 1 })
      assert.equal(device?.ledger?.seq, 3)
      assert.deepEqual([device?.platform, device?.state, device?.flags, device?.gaps], ['linux', 'enrolled', [], []])
      assert.deepEqual(device?.token, { id: 'enrol', name: 'enrol' })
      assert.equal(await store.deviceKey(D), `key of ${D}`)
      assert.equal(await store.deviceKey(deviceId(2)), null)
    }),
  )
  test(
    'device: policy and conditions follow the reports',
    withStore(open, async store => {
      await enrolled(store, D)
      const digest = '0'.repeat(64)
      const entries = [...first]
      const report = async (...contents: Parameters<typeof following>[1][number][]) => {
        const next = following(entries, contents)
        entries.push(...next)
        await store.appendEntries(D, next, START)
        return await store.device(D)
      }
      await store.appendEntries(D, first, START)
      const condition = { kind: 'condition-changed', condition: 'sensor-blind', detail: 'no access' } as const
      const raised = await report(
        { kind: 'policy-applied', policy: 'p', serial: 3, digest },
        { ...condition, state: 'raised' },
      )
      assert.deepEqual(raised?.policy, { policy: 'p', serial: 3 })
      assert.deepEqual(raised?.conditions, [{ condition: 'sensor-blind', detail: 'no access', since: START }])
      assert.equal((await store.fleetCounts(0)).degraded, 1)
      assert.deepEqual((await report({ ...condition, state: 'cleared' }))?.conditions, [])
    }),
  )
  test(
    'device: a sign of life never moves backwards',
    withStore(open, async store => {
      await enrolled(store, D)
      await store.appendEntries(D, first, hours(1))
      await store.touched(D, hours(3))
      await store.touched(D, hours(2))
      await store.touchedAll([{ device: D, at: hours(1) }])
      assert.equal((await store.device(D))?.lastSeen, hours(3))
    }),
  )
  test(
    'detection: seen, running, gone; its first sighting stays the earliest',
    withStore(open, async store => {
      await enrolled(store, D)
      await store.appendEntries(D, first, START)
      const second = following(first, [changed(1, { state: 'running', firstSeen: hours(5), lastSeen: hours(5) })])
      await store.appendEntries(D, second, hours(5))
      const now = await store.detection(null, detectionId(1))
      assert.deepEqual([now?.state, now?.firstSeen, now?.lastSeen, now?.host], ['running', START, hours(5), 'desk-1'])
      await store.appendEntries(D, following(second, [gone(1)]), hours(6))
      assert.deepEqual((await store.detections({}, all)).items, [])
      assert.equal((await store.detections({ state: 'gone' }, all)).items[0]?.state, 'gone')
      assert.equal((await store.detections({ state: 'all' }, all)).items.length, 1)
      assert.equal((await store.device(D))?.counts.banned, 0)
    }),
  )
  test(
    'detection: a repeat moves last seen and nothing else',
    withStore(open, async store => {
      await enrolled(store, D)
      await store.appendEntries(D, first, START)
      const repeated = {
        kind: 'repeated',
        detection: detectionId(1),
        what: 'started',
        count: 4,
        hour: hours(3),
      } as const
      await store.appendEntries(D, following(first, [repeated]), hours(4))
      const now = await store.detection(D, detectionId(1))
      assert.deepEqual([now?.state, now?.lastSeen], ['present', hours(3)])
      const folded = { kind: 'folded', what: 'started', detection: detectionId(1), count: 9 } as const
      const entries = [...first, ...following(first, [repeated])]
      const numbers = [
        { ...folded, first: hours(1), last: hours(6) },
        { ...folded, what: 'detection' as const, first: hours(1), last: hours(7) },
      ]
      await store.appendEntries(D, following(entries, numbers), hours(8))
      assert.equal((await store.detection(D, detectionId(1)))?.lastSeen, hours(6))
    }),
  )
  test(
    'detection: a ledger that began anew closes what it does not report again, and gives back first sightings',
    withStore(open, async store => {
      await enrolled(store, D)
      await store.appendEntries(D, first, START)
      await store.appendEntries(D, following(first, [seen(2)]), START)
      assert.deepEqual(
        (await store.firstSightings(D)).map(s => s.detection),
        [detectionId(1), detectionId(2)],
      )
      const anew = chained(epochId(2), [
        began,
        described('desk-1'),
        seen(2, { firstSeen: hours(9), lastSeen: hours(9) }),
      ])
      await store.appendEntries(D, anew, hours(9))
      const open_ = (await store.detections({}, all)).items
      assert.deepEqual(
        open_.map(d => [d.id, d.firstSeen]),
        [[detectionId(2), START]],
      )
      assert.equal((await store.firstSightings(D)).length, 2)
    }),
  )
  test(
    'detections: filters, search and pages',
    withStore(open, async store => {
      await enrolled(store, D, deviceId(2))
      await store.appendEntries(D, first, START)
      const other = [
        began,
        described('büro-100%'),
        seen(2, { tool: 'qoder-cli', product: 'qoder', name: 'Qoder', verdict: 'sanctioned', rule: null }),
        seen(3, { state: 'running', path: '/opt/a_b' }),
      ]
      await store.appendEntries(deviceId(2), chained(epochId(2), other), START)
      const ids = async (filter: Parameters<typeof store.detections>[0]) =>
        (await store.detections(filter, all)).items.map(d => Number.parseInt(d.id, 16))
      assert.deepEqual(await ids({}), [3, 2, 1])
      assert.deepEqual(await ids({ verdict: 'banned' }), [3, 1])
      assert.deepEqual(await ids({ state: 'running' }), [3])
      assert.deepEqual(await ids({ tool: 'qoder-cli' }), [2])
      assert.deepEqual(await ids({ product: 'claude-code', device: D }), [1])
      assert.deepEqual(await ids({ q: 'BÜRO' }), [3, 2])
      assert.deepEqual(await ids({ q: '100%' }), [3, 2])
      assert.deepEqual(await ids({ q: 'a_b' }), [3])
      assert.deepEqual(await ids({ q: '%' }), [3, 2])
      assert.deepEqual(await ids({ q: "' or 1=1 --" }), [])
      assert.equal((await store.detections({}, { after: null, limit: 3 })).next, null)
      const page = await store.detections({}, { after: null, limit: 2 })
      const rest = await store.detections({}, { after: page.next, limit: 2 })
      assert.deepEqual([page.items.length, rest.items.map(d => d.id), rest.next], [2, [detectionId(1)], null])
    }),
  )
  test(
    'devices: filters and pages by host',
    withStore(open, async store => {
      for (const n of [1, 2, 3]) {
        await enrolled(store, deviceId(n))
        const entries = chained(epochId(n), [began, described(`host-${4 - n}`, n === 2 ? ['ops'] : [])])
        await store.appendEntries(deviceId(n), entries, hours(n))
      }
      const hosts = async (filter: Parameters<typeof store.devices>[0]) =>
        (await store.devices(filter, all)).items.map(d => d.host)
      assert.deepEqual(await hosts({}), ['host-1', 'host-2', 'host-3'])
      assert.deepEqual(await hosts({ tag: 'ops' }), ['host-2'])
      assert.deepEqual(await hosts({ q: 'HOST-3' }), ['host-3'])
      assert.deepEqual(await hosts({ seenBefore: hours(3) }), ['host-2', 'host-3'])
      assert.deepEqual(await hosts({ seenSince: hours(3) }), ['host-1'])
      assert.deepEqual(await hosts({ among: [deviceId(1)] }), ['host-3'])
      assert.deepEqual(await hosts({ notAmong: [deviceId(1)] }), ['host-1', 'host-2'])
      assert.deepEqual(await hosts({ platform: 'macos' }), [])
      const page = await store.devices({}, { after: null, limit: 2 })
      const rest = await store.devices({}, { after: page.next, limit: 2 })
      assert.deepEqual([page.items.map(d => d.host), rest.items.map(d => d.host)], [['host-1', 'host-2'], ['host-3']])
    }),
  )
}
