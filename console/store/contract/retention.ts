import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CHAIN_START, chainFaults } from '../../../protocol/chain.ts'
import { began, chained, deviceId, epochId, gone, hours, START, seen, sha256 } from '../sample.ts'
import { enrolled, type Open, withStore } from './with-store.ts'

const D = deviceId(1)
const DAY = 86_400_000
const kept = { detections: 90 * DAY, notices: 30 * DAY }

/** What a person did is forgotten in time; that it was told, and in which order, is not. */
export const retentionContract = (open: Open): void => {
  test(
    'retention: erases old bodies by kind and age, says when, and keeps the chain',
    withStore(open, async store => {
      await enrolled(store, D)
      await store.appendEntries(D, chained(epochId(1), [began, seen(1), seen(2), gone(2)]), hours(0))
      assert.equal(await store.erase(kept, START + 90 * DAY, 100), 0)
      const later = START + 90 * DAY + 1
      assert.equal(await store.erase(kept, later, 100), 3)
      assert.equal(await store.erase(kept, later, 100), 0)
      const { items } = await store.entries(D, { after: null, limit: 10 })
      assert.deepEqual(
        items.map(({ body, erasedOn }) => [body === null, erasedOn]),
        [
          [false, undefined],
          [true, later],
          [true, later],
          [true, later],
        ],
      )
      assert.deepEqual(chainFaults(sha256, items, CHAIN_START), [])
      const all = await store.detections({ state: 'all' }, { after: null, limit: 10 })
      assert.deepEqual(
        all.items.map(({ state }) => state),
        ['present'],
        'what is gone for so long is forgotten, what is there is not',
      )
    }),
  )
  test(
    'retention: takes a bounded number at a time',
    withStore(open, async store => {
      await enrolled(store, D)
      await store.appendEntries(D, chained(epochId(1), [began, seen(1), seen(2), seen(3)]), hours(0))
      assert.equal(await store.erase(kept, START + 91 * DAY, 2), 2)
      assert.equal(await store.erase(kept, START + 91 * DAY, 2), 1)
    }),
  )
}
