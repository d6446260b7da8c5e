import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NewToken } from '../for-access.ts'
import { deviceId, START, sha256 } from '../sample.ts'
import type { Store } from '../store.ts'
import { type Open, withStore } from './with-store.ts'

const all = { after: null, limit: 10 }
const token = (id: string, fields: Partial<NewToken> = {}): NewToken => ({
  id,
  name: id,
  role: 'enroll',
  hash: sha256(id),
  tags: ['lab'],
  createdAt: START,
  createdBy: 'ann',
  expiresAt: START + 1_000,
  uses: null,
  ...fields,
})
const add = (store: Store, given: NewToken) =>
  store.addToken(given, { at: START, who: 'ann', action: 'token-created', subject: given.id })
const enrol = (store: Store, n: number, tokenText: string, at = START) =>
  store.enrol(
    { id: deviceId(n), publicKey: 'key', enrolledAt: at, tokenHash: sha256(tokenText) },
    { at, who: tokenText, action: 'device-enrolled', subject: deviceId(n) },
  )

/** Tokens, enrolment, sign-in, audit. */
export const accessContract = (open: Open): void => {
  test(
    'token: found by its hash until it expires or is revoked; lists never hold the hash',
    withStore(open, async store => {
      await add(store, token('a', { role: 'admin' }))
      assert.equal((await store.tokenByHash(sha256('a'), START))?.role, 'admin')
      assert.equal(await store.tokenByHash(sha256('a'), START + 1_000), null)
      assert.equal(await store.tokenByHash('a', START), null)
      assert.ok(!JSON.stringify(await store.tokens(all)).includes(sha256('a')))
      const revoked = { at: START, who: 'ann', action: 'token-revoked', subject: 'a' } as const
      assert.equal(await store.revokeToken('a', revoked), true)
      assert.equal(await store.revokeToken('a', revoked), false)
      assert.equal(await store.tokenByHash(sha256('a'), START), null)
      assert.deepEqual(
        (await store.auditRows(all)).items.map(row => row.action),
        ['token-revoked', 'token-created'],
      )
    }),
  )
  test(
    'token: pages, newest first',
    withStore(open, async store => {
      for (const [i, id] of ['a', 'b', 'c'].entries())
        await add(store, token(id, { createdAt: START + (i > 0 ? 1 : 0) }))
      const page = await store.tokens({ after: null, limit: 2 })
      const rest = await store.tokens({ after: page.next, limit: 2 })
      assert.deepEqual(
        [...page.items, ...rest.items].map(t => t.id),
        ['c', 'b', 'a'],
      )
    }),
  )
  test(
    'enrol: the same key again is the same device and uses nothing up; the last use has one winner',
    withStore(open, async store => {
      await add(store, token('t', { uses: 1 }))
      const both = await Promise.all([enrol(store, 1, 't'), enrol(store, 2, 't')])
      assert.deepEqual(both.map(e => e.is).toSorted(), ['enrolled', 'refused'])
      const winner = both[0]?.is === 'enrolled' ? 1 : 2
      assert.deepEqual(await enrol(store, winner, 't'), { is: 'enrolled', again: true, tags: ['lab'] })
      assert.deepEqual(await enrol(store, 3 - winner, 't'), { is: 'refused', because: 'used-up' })
      assert.equal((await store.tokens(all)).items[0]?.uses, 0)
    }),
  )
  test(
    'enrol: a token that is expired, unknown or meant for people is refused',
    withStore(open, async store => {
      await add(store, token('t'))
      await add(store, token('person', { role: 'admin' }))
      assert.deepEqual(await enrol(store, 1, 't', START + 1_000), { is: 'refused', because: 'expired' })
      assert.deepEqual(await enrol(store, 1, 'x'), { is: 'refused', because: 'unknown-token' })
      assert.deepEqual(await enrol(store, 1, 'person'), { is: 'refused', because: 'unknown-token' })
      assert.equal(await store.deviceKey(deviceId(1)), null)
    }),
  )
  test(
    'sign-in: a link opens one session, of two at once one wins, and sessions end',
    withStore(open, async store => {
      await store.addSignInLink({ hash: 'l', name: 'ann', role: 'admin', expiresAt: START + 10 })
      const redeem = (hash: string, at = START) => store.redeemSignInLink('l', { hash, expiresAt: START + 100 }, at)
      assert.equal(await redeem('early', START + 10), null)
      const both = await Promise.all([redeem('s1'), redeem('s2')])
      assert.equal(both.filter(session => session !== null).length, 1)
      const held = both[0] === null ? 's2' : 's1'
      assert.deepEqual(await store.session(held, START), { name: 'ann', role: 'admin', expiresAt: START + 100 })
      assert.equal(await store.session(held, START + 100), null)
      await store.endSession(held, { at: START, who: 'ann', action: 'signed-out', subject: '' })
      assert.equal(await store.session(held, START), null)
      assert.deepEqual(
        (await store.auditRows(all)).items.map(row => row.action),
        ['signed-out', 'signed-in'],
      )
    }),
  )
}
