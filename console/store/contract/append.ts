import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppendRefused } from '../for-intake.ts'
import { began, chained, described, deviceId, epochId, following, gone, hours, START, seen } from '../sample.ts'
import type { Store } from '../store.ts'
import { enrolled, type Open, withStore } from './with-store.ts'

const D = deviceId(1)
const first = chained(epochId(1), [began, described('desk-1'), seen(1)])
const all = { after: null, limit: 1_000 }
const refused = (code: string, seq: number) => (error: unknown) => {
  assert.ok(error instanceof AppendRefused)
  assert.deepEqual({ code: error.code, seq: error.seq }, { code, seq })
  return true
}
const seqs = async (store: Store): Promise<number[]> => (await store.entries(D, all)).items.map(e => e.seq)

/** Order, dedupe, forks: what intake may acknowledge. */
export const appendContract = (open: Open): void => {
  test(
    'append: entries are stored as they came, and the head is the last one',
    withStore(open, async store => {
      await enrolled(store, D)
      const head = await store.appendEntries(D, first, START)
      const last = first[2]
      assert.deepEqual(head, { epoch: epochId(1), seq: 3, hash: last?.hash })
      assert.deepEqual(await store.latestHead(D), head)
      assert.deepEqual(await store.headOf(D, epochId(1)), head)
      const listed = (await store.entries(D, all)).items
      assert.deepEqual(
        listed.map(e => [e.body, e.digest, e.hash, e.kind]),
        first.map(e => [e.body, e.digest, e.hash, e.report.kind]),
      )
    }),
  )
  test(
    'append: what arrives twice is stored once, alone or at the start of a longer batch',
    withStore(open, async store => {
      await enrolled(store, D)
      await store.appendEntries(D, first, START)
      const before = (await store.detections({}, all)).items
      assert.equal((await store.appendEntries(D, first, START + 1)).seq, 3)
      const longer = [...first, ...following(first, [gone(1)])]
      assert.equal((await store.appendEntries(D, longer.slice(1), START + 2)).seq, 4)
      assert.deepEqual(await seqs(store), [1, 2, 3, 4])
      assert.equal(before.length, 1)
    }),
  )
  test(
    'append: a gap is refused with the seq that was expected, and nothing is stored',
    withStore(open, async store => {
      await enrolled(store, D)
      await store.appendEntries(D, first.slice(0, 1), START)
      await assert.rejects(store.appendEntries(D, first.slice(2), START), refused('out-of-order', 2))
      await assert.rejects(store.appendEntries(D, [...first].reverse(), START), refused('out-of-order', 2))
      assert.deepEqual(await seqs(store), [1])
    }),
  )
  test(
    'append: another hash for a seq that is stored is a fork, and is counted',
    withStore(open, async store => {
      await enrolled(store, D)
      await store.appendEntries(D, first, START)
      const other = chained(epochId(1), [began, described('desk-1'), seen(2)])
      await assert.rejects(store.appendEntries(D, other, START), refused('fork', 3))
      await assert.rejects(store.appendEntries(D, following(other, [gone(2)]), START), refused('fork', 4))
      assert.deepEqual(await seqs(store), [1, 2, 3])
      assert.equal((await store.fleetCounts(0)).forked, 1)
    }),
  )
  test(
    'append: a body that is not that of its digest breaks the chain, and the whole batch stays out',
    withStore(open, async store => {
      await enrolled(store, D)
      const changedByte = first.map(e => (e.seq === 3 ? { ...e, body: e.body.replace('2.1.112', '2.1.113') } : e))
      await assert.rejects(store.appendEntries(D, changedByte, START), refused('broken-chain', 3))
      const wrongHash = first.map(e => (e.seq === 2 ? { ...e, hash: first[0]?.hash ?? '' } : e))
      await assert.rejects(store.appendEntries(D, wrongHash, START), refused('broken-chain', 2))
      assert.deepEqual(await seqs(store), [])
      assert.equal(await store.latestHead(D), null)
    }),
  )
  test(
    'append: a device that is not enrolled is refused',
    withStore(open, async store => {
      await assert.rejects(store.appendEntries(D, first, START), refused('unknown-device', 1))
    }),
  )
  test(
    'append: a new epoch begins at 1 beside the old one, and its head is the latest',
    withStore(open, async store => {
      await enrolled(store, D)
      await store.appendEntries(D, first, START)
      const second = chained(epochId(2), [began, described('desk-1')])
      await store.appendEntries(D, second, START)
      assert.deepEqual(await seqs(store), [1, 2, 3, 1, 2])
      assert.equal((await store.latestHead(D))?.epoch, epochId(2))
      assert.equal((await store.headOf(D, epochId(1)))?.seq, 3)
      assert.equal(await store.headOf(D, epochId(3)), null)
    }),
  )
  test(
    'append: two devices, one epoch id: no one speaks for another',
    withStore(open, async store => {
      await enrolled(store, D, deviceId(2))
      await store.appendEntries(D, first, START)
      assert.equal(await store.headOf(deviceId(2), epochId(1)), null)
      assert.deepEqual((await store.entries(deviceId(2), all)).items, [])
    }),
  )
  test(
    'append: many at once from many devices are all there',
    withStore(open, async store => {
      const ids = Array.from({ length: 20 }, (_, i) => deviceId(i + 1))
      await enrolled(store, ...ids)
      await Promise.all(ids.map((id, i) => store.appendEntries(id, chained(epochId(i), [began, seen(i)]), hours(1))))
      const counts = await Promise.all(ids.map(async id => (await store.entries(id, all)).items.length))
      assert.deepEqual(counts, Array(20).fill(2))
    }),
  )
  test(
    'entries: pages join without a gap or a repeat, over epochs',
    withStore(open, async store => {
      await enrolled(store, D)
      await store.appendEntries(D, first, START)
      await store.appendEntries(D, chained(epochId(0), [began, described('x')]), START)
      const one = await store.entries(D, { after: null, limit: 2 })
      const two = await store.entries(D, { after: one.next, limit: 2 })
      const three = await store.entries(D, { after: two.next, limit: 2 })
      assert.deepEqual(
        [one, two, three].map(page => page.items.map(e => [e.epoch, e.seq])),
        [
          [
            [epochId(1), 1],
            [epochId(1), 2],
          ],
          [
            [epochId(1), 3],
            [epochId(0), 1],
          ],
          [[epochId(0), 2]],
        ],
      )
      assert.equal(three.next, null)
    }),
  )
}
