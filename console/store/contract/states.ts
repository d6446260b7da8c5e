import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppendRefused } from '../for-intake.ts'
import { began, chained, described, deviceId, epochId, following, gone, hours, START, seen, sha256 } from '../sample.ts'
import type { Store } from '../store.ts'
import { ENROL, enrolled, type Open, withStore } from './with-store.ts'

const [A, B, C] = [deviceId(1), deviceId(2), deviceId(3)]
const all = { after: null, limit: 1_000 }
const BOARD = sha256('one board')
const OTHER = sha256('another board')
const audited = (action: 'device-approved' | 'device-revoked', subject: string, at = hours(5)) =>
  ({ at, who: 'ann', action, subject }) as const

/** A device whose first ledger says its hardware and one banned assistant. */
const comes = async (store: Store, id: string, n: number, hardware: string | null) => {
  await enrolled(store, id)
  const entries = chained(epochId(n), [began, seen(n), described(`host-${n}`, [], hardware)])
  await store.appendEntries(id, entries, hours(n))
  return entries
}
const stateOf = async (store: Store, id: string) => (await store.device(id))?.state
const evidenceOf = async (store: Store, id: string) =>
  (await store.device(id))?.flags.map(({ evidence, other }) => [evidence, other])
/** Every number that an admin sees. */
const numbers = async (store: Store) => ({
  fleet: (await store.fleetCounts(0)).devices,
  listed: (await store.detections({}, all)).items.length,
  banned: (await store.verdictCounts(hours(9))).banned.devices,
  tools: (await store.toolUse()).map(({ devices }) => devices),
  today: (await store.days(hours(9))).at(-1)?.banned,
  deadlines: (await store.deadlines(0)).length,
})
const of = (n: number) => ({
  fleet: n,
  listed: n,
  banned: n,
  tools: n === 0 ? [] : [n],
  today: n,
  deadlines: 0,
})

/** Where devices stand, and what is remarkable about them. */
export const statesContract = (open: Open): void => {
  test(
    'F42: a new key on known hardware is pending and in no number, the older one stays, and both are flagged',
    withStore(open, async store => {
      await comes(store, A, 1, BOARD)
      assert.deepEqual(await numbers(store), of(1))
      const second = await comes(store, B, 2, BOARD)
      assert.deepEqual([await stateOf(store, A), await stateOf(store, B)], ['enrolled', 'pending'])
      assert.deepEqual(await evidenceOf(store, A), [['same-hardware', B]])
      assert.deepEqual(await evidenceOf(store, B), [['same-hardware', A]])
      assert.deepEqual(await numbers(store), of(1))
      assert.equal((await store.fleetCounts(0)).pending, 1)
      // What comes and goes meanwhile is stored, and counted by nobody.
      await store.appendEntries(B, following(second, [seen(7), gone(7)]), hours(3))
      assert.deepEqual(await numbers(store), of(1))
      assert.equal((await store.detections({ device: B }, all)).items.length, 1)
      assert.deepEqual(
        (await store.devices({}, all)).items.map(({ id, state }) => [id, state]),
        [
          [A, 'enrolled'],
          [B, 'pending'],
        ],
      )
      assert.deepEqual(
        (await store.devices({ state: 'pending' }, all)).items.map(({ id }) => id),
        [B],
      )
    }),
  )
  test(
    'F42: two that come in one transaction are no different, and hardware that cannot be told is nobody else’s',
    withStore(open, async store => {
      await enrolled(store, A, B, C)
      const first = (n: number, hardware: string | null) =>
        chained(epochId(n), [began, described(`host-${n}`, [], hardware), seen(n)])
      await store.appendMany([
        { device: A, entries: first(1, BOARD), receivedAt: START },
        { device: B, entries: first(2, BOARD), receivedAt: START },
        { device: C, entries: first(3, null), receivedAt: START },
      ])
      assert.deepEqual(await Promise.all([A, B, C].map(id => stateOf(store, id))), ['enrolled', 'pending', 'enrolled'])
      assert.deepEqual(await numbers(store), { ...of(2) })
    }),
  )
  test(
    'F42: approved beside the older one it counts; approved in its place the older one is out',
    withStore(open, async store => {
      await comes(store, A, 1, BOARD)
      await comes(store, B, 2, BOARD)
      assert.deepEqual(await store.approve(B, 'keep', audited('device-approved', B)), { closed: [] })
      assert.deepEqual(await numbers(store), of(2))
      assert.deepEqual([await evidenceOf(store, A), await evidenceOf(store, B)], [[], []])
      const third = await comes(store, C, 3, BOARD)
      assert.equal(await stateOf(store, C), 'pending')
      const { closed = [] } = (await store.approve(C, 'replace', audited('device-approved', C))) ?? {}
      assert.deepEqual([...closed].toSorted(), [A, B])
      assert.deepEqual(await Promise.all([A, B, C].map(id => stateOf(store, id))), ['replaced', 'replaced', 'enrolled'])
      // What was there this morning was there today, and is gone at the end of it.
      assert.deepEqual(await numbers(store), { ...of(1), today: 3 })
      await store.appendEntries(C, following(third, [gone(3)]), hours(6))
      assert.equal((await numbers(store)).banned, 0)
      assert.equal((await store.days(hours(30))).at(-1)?.banned, 0)
      assert.deepEqual(
        (await store.auditRows({ after: null, limit: 3 })).items.map(({ action, subject }) => [action, subject]),
        [
          ['device-approved', C],
          ['device-replaced', closed[1]],
          ['device-replaced', closed[0]],
        ],
      )
      const D = deviceId(4)
      await comes(store, D, 4, BOARD)
      assert.deepEqual(await evidenceOf(store, D), [['same-hardware', C]])
      assert.equal(await store.approve(deviceId(9), 'keep', audited('device-approved', deviceId(9))), null)
    }),
  )
  test(
    'F43: of a device that is revoked nothing is taken any more, no key of it enrols, and it can be let in again',
    withStore(open, async store => {
      const entries = await comes(store, A, 1, BOARD)
      assert.deepEqual(await store.revoke(A, audited('device-revoked', A)), { closed: [A] })
      assert.equal((await store.admission(A))?.state, 'revoked')
      const next = following(entries, [seen(5)])
      await assert.rejects(
        store.appendEntries(A, next, hours(6)),
        (error: unknown) => error instanceof AppendRefused && error.code === 'revoked',
      )
      assert.deepEqual(await numbers(store), { ...of(0), today: 1 })
      assert.equal((await store.entries(A, all)).items.length, 3)
      const again = { id: A, publicKey: `key of ${A}`, enrolledAt: START, tokenHash: ENROL }
      const enrolling = { at: START, who: 'enrolment', action: 'device-enrolled', subject: A } as const
      assert.deepEqual(await store.enrol(again, enrolling), { is: 'refused', because: 'revoked' })
      const renewed = { id: A, publicKey: 'a newer key', formerKeys: [`key of ${A}`] }
      assert.deepEqual(await store.renewKey(renewed, { ...enrolling, action: 'device-key-renewed' }), {
        is: 'refused',
        because: 'revoked',
      })
      assert.deepEqual((await store.devices({}, all)).items, [])
      assert.equal((await store.devices({ state: 'revoked' }, all)).items[0]?.id, A)
      await store.approve(A, 'keep', audited('device-approved', A))
      await store.appendEntries(A, next, hours(7))
      assert.deepEqual((await numbers(store)).banned, 1)
      assert.equal(await store.revoke(deviceId(9), audited('device-revoked', deviceId(9))), null)
    }),
  )
  test(
    'F42: hardware that was revoked does not come back by a new key without a person',
    withStore(open, async store => {
      await comes(store, A, 1, BOARD)
      await store.revoke(A, audited('device-revoked', A))
      await comes(store, B, 2, BOARD)
      assert.equal(await stateOf(store, B), 'pending')
    }),
  )
  test(
    'state: a device that says goodbye leaves the numbers, and its machine may come back by another key or its own',
    withStore(open, async store => {
      const goodbye = { kind: 'unenrolled', device: A, console: 'https://c/', why: 'uninstalled' } as const
      const entries = await comes(store, A, 1, BOARD)
      await store.appendEntries(A, following(entries, [goodbye]), hours(2))
      assert.equal(await stateOf(store, A), 'unenrolled')
      assert.equal((await numbers(store)).banned, 0)
      await enrolled(store, A)
      assert.equal(await stateOf(store, A), 'enrolled')
      assert.equal((await numbers(store)).banned, 1)
      const later = following([...entries, ...following(entries, [goodbye])], [{ ...goodbye, why: 'other-console' }])
      await store.appendEntries(A, later, hours(3))
      await comes(store, B, 2, BOARD)
      assert.deepEqual([await stateOf(store, A), await stateOf(store, B)], ['replaced', 'enrolled'])
      assert.deepEqual(await evidenceOf(store, B), [])
    }),
  )
  test(
    'state: a goodbye that arrives behind the next enrolment does not outlast it',
    withStore(open, async store => {
      const goodbye = { kind: 'unenrolled', device: A, console: 'https://c/', why: 'other-console' } as const
      const back = { kind: 'enrolled', device: A, console: 'https://c/' } as const
      const entries = await comes(store, A, 1, BOARD)
      await store.appendEntries(A, following(entries, [goodbye, back]), hours(2))
      assert.equal(await stateOf(store, A), 'enrolled')
      assert.equal((await numbers(store)).banned, 1)
      const both = [...entries, ...following(entries, [goodbye, back])]
      await store.appendEntries(A, following(both, [goodbye]), hours(3))
      assert.equal((await numbers(store)).banned, 0)
      const all = [...both, ...following(both, [goodbye])]
      await store.appendEntries(A, following(all, [back]), hours(4))
      assert.equal(await stateOf(store, A), 'enrolled')
      assert.equal((await numbers(store)).banned, 1)
      assert.equal((await store.days(hours(30))).at(-1)?.banned, 1, 'the next day begins with it')
    }),
  )
  test(
    'state: a device that is pending does not become another by saying goodbye and enrolling again',
    withStore(open, async store => {
      await comes(store, A, 1, BOARD)
      const entries = await comes(store, B, 2, BOARD)
      const goodbye = { kind: 'unenrolled', device: B, console: 'https://c/', why: 'uninstalled' } as const
      await store.appendEntries(B, following(entries, [goodbye]), hours(4))
      await enrolled(store, B)
      assert.equal(await stateOf(store, B), 'pending')
    }),
  )
  test(
    'F44: another hardware below the same key, a fork and connections in turns are evidence, each once, until settled',
    withStore(open, async store => {
      const entries = await comes(store, A, 1, BOARD)
      const moved = following(entries, [described('host-1', [], OTHER), described('host-1', [], null)])
      await store.appendEntries(A, moved, hours(2))
      await store.noteTurns(A, hours(3))
      await store.noteTurns(A, hours(4))
      const fork = following(entries, [gone(1)])
      await assert.rejects(store.appendEntries(A, fork, hours(5)), AppendRefused)
      const { flags = [], state, gaps = [] } = (await store.device(A)) ?? {}
      assert.equal(state, 'enrolled')
      assert.deepEqual(flags, [
        { flag: 'key-in-two-places', evidence: 'other-hardware', other: null, since: hours(2) },
        { flag: 'key-in-two-places', evidence: 'connected-in-turns', other: null, since: hours(3) },
        { flag: 'key-in-two-places', evidence: 'ledger-fork', other: null, since: hours(5) },
      ])
      assert.deepEqual(gaps, [{ epoch: epochId(1), first: 4, last: null, why: 'fork', at: hours(5) }])
      assert.equal((await store.fleetCounts(0)).twice, 1)
      assert.equal((await store.devices({ flagged: true }, all)).items.length, 1)
      await store.approve(A, 'keep', audited('device-approved', A))
      assert.deepEqual(await evidenceOf(store, A), [])
    }),
  )
  test(
    'gaps: what a lost ledger held beyond what had arrived stands there, from where, and how far at least',
    withStore(open, async store => {
      const entries = await comes(store, A, 1, null)
      const last = entries.at(-1)
      const before = { epoch: epochId(1), seq: 9, hash: sha256('lost') }
      const anew = chained(epochId(2), [{ kind: 'ledger-began', why: 'file-damaged', before }])
      await store.appendEntries(A, anew, hours(2))
      const unknown = chained(epochId(3), [{ kind: 'ledger-began', why: 'file-missing', before: null }])
      await store.appendEntries(A, unknown, hours(3))
      const asHeld = { epoch: epochId(3), seq: 1, hash: unknown[0]?.hash ?? '' }
      const more = chained(epochId(4), [{ kind: 'ledger-began', why: 'file-damaged', before: asHeld }])
      await store.appendEntries(A, more, hours(4))
      assert.equal(last?.seq, 3)
      assert.deepEqual((await store.device(A))?.gaps, [
        { epoch: epochId(1), first: 4, last: 9, why: 'file-damaged', at: hours(2) },
        { epoch: epochId(2), first: 2, last: null, why: 'file-missing', at: hours(3) },
        { epoch: epochId(3), first: 2, last: null, why: 'file-damaged', at: hours(4) },
      ])
      assert.equal((await store.devices({ flagged: true }, all)).items.length, 1)
    }),
  )
  test(
    'tokens: which devices enrolled by one is told, also once it is revoked',
    withStore(open, async store => {
      await enrolled(store, A, B)
      assert.equal((await store.tokens(all)).items[0]?.devices, 2)
      await store.revokeToken('enrol', { at: START, who: 'ann', action: 'token-revoked', subject: 'enrol' })
      const { items } = await store.devices({ token: 'enrol' }, all)
      assert.deepEqual(
        items.map(({ id, token }) => [id, token?.name]),
        [
          [A, 'enrol'],
          [B, 'enrol'],
        ],
      )
      assert.deepEqual((await store.devices({ token: 'other' }, all)).items, [])
    }),
  )
}
