import assert from 'node:assert/strict'
import { test } from 'node:test'
import { began, chained, described, deviceId, epochId, START, sha256 } from '../sample.ts'
import { enrolled, type Open, withStore } from './with-store.ts'

const all = { after: null, limit: 10 }
const text = 'policy: p\n# 允许\r\n'

/** Policies: the exact text, one serial after the other. */
export const policyContract = (open: Open): void => {
  test(
    'policy: serials count from 1, the last is in force, the text is kept to the byte',
    withStore(open, async store => {
      assert.equal(await store.policyInForce(), null)
      assert.equal(await store.lastSerial(), 0)
      const draft = { policy: 'p', digest: sha256(text), text }
      const by = { at: START, who: 'ann' }
      assert.equal(await store.publish(draft, by), 1)
      assert.equal(await store.publish({ ...draft, text: 'other' }, by), 2)
      await store.publish(draft, by)
      assert.deepEqual(await store.policyInForce(), { ...draft, serial: 3 })
      assert.equal((await store.policy(1))?.text, text)
      assert.equal(await store.policy(9), null)
      const page = await store.policies({ after: null, limit: 2 })
      const rest = await store.policies({ after: page.next, limit: 2 })
      assert.deepEqual(
        [...page.items, ...rest.items].map(p => [p.serial, p.inForce]),
        [
          [3, true],
          [2, false],
          [1, false],
        ],
      )
      assert.deepEqual((await store.auditRows(all)).items.map(a => [a.who, a.action, a.subject])[0], [
        'ann',
        'policy-published',
        'p 3',
      ])
    }),
  )
  test(
    'policy: several at once get serials of their own',
    withStore(open, async store => {
      const draft = { policy: 'p', digest: sha256(text), text }
      const serials = await Promise.all([1, 2, 3, 4].map(at => store.publish(draft, { at, who: 'ann' })))
      assert.deepEqual(serials.toSorted(), [1, 2, 3, 4])
    }),
  )
  test(
    'policy: devices that have it applied are counted',
    withStore(open, async store => {
      await store.publish({ policy: 'p', digest: sha256(text), text }, { at: START, who: 'ann' })
      await enrolled(store, deviceId(1))
      const applied = { kind: 'policy-applied', policy: 'p', serial: 1, digest: sha256(text) } as const
      await store.appendEntries(deviceId(1), chained(epochId(1), [began, described('one'), applied]), START)
      assert.equal((await store.policy(1))?.appliedBy, 1)
    }),
  )
}
