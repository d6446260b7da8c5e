import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Arriving } from '../for-intake.ts'
import { began, chained, described, deviceId, epochId, following, hours, START, seen } from '../sample.ts'
import { enrolled, type Open, withStore } from './with-store.ts'

const D = deviceId(1)
const all = { after: null, limit: 1_000 }

/** What is left of an entry once the device's own retention has been there. */
const erased = ({ epoch, seq, digest, hash }: Arriving): Arriving => ({
  epoch,
  seq,
  digest,
  hash,
  body: null,
  report: null,
})

/** F12: entries that come without their bodies. */
export const erasedContract = (open: Open): void => {
  test(
    'F12: entries without a body keep their place in the chain, and are one named gap however many batches they took',
    withStore(open, async store => {
      await enrolled(store, D)
      const first = chained(epochId(1), [began, described('one')])
      const lost = following(first, [seen(1), seen(2), seen(3)])
      const later = following(lost, [seen(4)])
      await store.appendEntries(D, first, START)
      await store.appendEntries(D, lost.slice(0, 2).map(erased), hours(1))
      await store.appendEntries(D, [...lost.slice(2).map(erased), ...later], hours(2))
      const { items } = await store.entries(D, all)
      assert.deepEqual(
        items.map(({ seq, hash, body }) => [seq, hash, body === null]),
        [...first, ...lost, ...later].map(({ seq, hash }) => [seq, hash, seq > 2 && seq < 6]),
      )
      assert.deepEqual((await store.device(D))?.gaps, [
        { epoch: epochId(1), first: 3, last: 5, why: 'erased', at: hours(1) },
      ])
      assert.equal((await store.detections({}, all)).items.length, 1)
      assert.deepEqual(
        items.filter(({ erasedOn }) => erasedOn !== undefined).map(({ erasedOn }) => erasedOn),
        [hours(1), hours(1), hours(2)],
      )
    }),
  )
  test(
    'F12: an entry without a body has to follow like any other',
    withStore(open, async store => {
      await enrolled(store, D)
      const entries = chained(epochId(1), [began, described('one'), seen(1), seen(2)])
      const [, , third, fourth] = entries
      assert.ok(third && fourth)
      await store.appendEntries(D, entries.slice(0, 2), START)
      const forged = [{ ...erased(third), digest: fourth.digest }, erased(fourth)]
      const [said] = await store.appendMany([{ device: D, entries: forged, receivedAt: START }])
      assert.deepEqual(said, { is: 'refused', code: 'fork', seq: 3 })
      assert.equal((await store.entries(D, all)).items.length, 2)
    }),
  )
}
