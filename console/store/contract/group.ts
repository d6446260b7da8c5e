import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Batch } from '../for-intake.ts'
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
import type { Store } from '../store.ts'
import { enrolled, type Open, withStore } from './with-store.ts'

const all = { after: null, limit: 1_000 }
const D = [deviceId(1), deviceId(2), deviceId(3), deviceId(4)] as const
const batch = (device: string, entries: Batch['entries'], receivedAt = START): Batch => ({
  device,
  entries,
  receivedAt,
})
const seqs = async (store: Store, device: string) => (await store.entries(device, all)).items.map(e => e.seq)

/** All that a store knows of these devices, in the order in which it lists it. */
const known = async (store: Store) => ({
  devices: (await store.devices({}, all)).items,
  detections: (await store.detections({ state: 'all' }, all)).items,
  days: await store.days(hours(200)),
  counts: await store.fleetCounts(0),
  entries: await Promise.all(D.map(device => store.entries(device, all))),
})

/** Batches of many devices in one transaction. */
export const groupContract = (open: Open): void => {
  test(
    'group: one that is refused leaves the others as they are, whatever is wrong with it',
    withStore(open, async store => {
      await enrolled(store, D[0], D[1], D[2])
      const held = chained(epochId(2), [began, seen(2)])
      await store.appendEntries(D[1], held, START)
      const good = chained(epochId(1), [began, described('one'), seen(1)])
      const forked = chained(epochId(2), [began, gone(2)])
      const broken = chained(epochId(3), [began, seen(3)]).map(e => ({
        ...e,
        body: e.body.replace('banned', 'allowed'),
      }))
      const stranger = chained(epochId(4), [began])
      const said = await store.appendMany([
        batch(D[1], forked),
        batch(D[2], broken),
        batch(D[3], stranger),
        batch(D[0], good),
      ])
      assert.deepEqual(said, [
        { is: 'refused', code: 'fork', seq: 2 },
        { is: 'refused', code: 'broken-chain', seq: 2 },
        { is: 'refused', code: 'unknown-device', seq: 1 },
        { is: 'stored', head: { epoch: epochId(1), seq: 3, hash: good[2]?.hash } },
      ])
      assert.deepEqual(await Promise.all(D.map(device => seqs(store, device))), [[1, 2, 3], [1, 2], [], []])
      assert.equal((await store.fleetCounts(0)).forked, 1)
      assert.equal((await store.detection(D[1], detectionId(2)))?.state, 'present')
      assert.equal(await store.detection(D[2], detectionId(3)), null)
    }),
  )
  test(
    'group: the second batch of a device follows what the first has written, and repeats of it are known',
    withStore(open, async store => {
      await enrolled(store, D[0])
      const first = chained(epochId(1), [began, described('one'), seen(1)])
      const second = following(first, [gone(1), seen(1, { state: 'running' })])
      const said = await store.appendMany([batch(D[0], first), batch(D[0], [...first, ...second]), batch(D[0], first)])
      assert.deepEqual(
        said.map(answer => answer.is === 'stored' && answer.head.seq),
        [3, 5, 5],
      )
      assert.deepEqual(await seqs(store, D[0]), [1, 2, 3, 4, 5])
      assert.equal((await store.detection(D[0], detectionId(1)))?.state, 'running')
    }),
  )
  test(
    'group: adds up to what the same batches add up to one by one',
    withStore(open, async together =>
      withStore(open, async alone => {
        await enrolled(together, ...D)
        await enrolled(alone, ...D)
        const condition = { kind: 'condition-changed', condition: 'sensor-blind', detail: 'no access' } as const
        const applied = { kind: 'policy-applied', policy: 'p', serial: 3, digest: '0'.repeat(64) } as const
        const repeated = {
          kind: 'repeated',
          detection: detectionId(1),
          what: 'started',
          count: 4,
          hour: hours(3),
        } as const
        // Numbers of a fixed sequence: many different ledgers, the same ones in each run.
        let n = 7
        const next = (below: number): number => {
          n = (n * 1_103_515_245 + 12_345) % 2 ** 31
          return Math.floor((n / 2 ** 31) * below)
        }
        const some = () => {
          const id = 1 + next(4)
          const verdict = (['banned', 'allowed', 'unreviewed'] as const)[next(3)] ?? 'banned'
          const state = (['running', 'present', 'trace'] as const)[next(3)] ?? 'present'
          const whole = { verdict, state, firstSeen: hours(next(5)), lastSeen: hours(5 + next(5)) }
          const raised = { ...condition, state: next(2) === 0 ? 'raised' : 'cleared' } as const
          const which = [
            seen(id, whole),
            changed(id, whole),
            gone(id),
            repeated,
            raised,
            applied,
            described(`h${id}`, ['t']),
          ]
          return which[next(which.length)] ?? gone(id)
        }
        const ledgers = D.map((_, i) => ({ entries: chained(epochId(i), [began]) }))
        for (let round = 0; round < 25; round++) {
          const at = hours(round * 7)
          const group = D.flatMap((device, i): Batch[] => {
            const ledger = ledgers[i]
            if (ledger === undefined || next(4) === 0) return []
            const anew = round > 0 && next(8) === 0
            const entries = anew
              ? chained(epochId(100 * round + i), [began, some()])
              : round === 0
                ? ledger.entries
                : following(ledger.entries, Array.from({ length: 1 + next(6) }, some))
            if (round === 0 || anew) ledger.entries = [...entries]
            else ledger.entries.push(...entries)
            return [batch(device, entries, at)]
          })
          const said = await together.appendMany(group)
          assert.deepEqual(
            said.map(answer => answer.is),
            group.map(() => 'stored'),
          )
          for (const { device, entries } of group) await alone.appendEntries(device, entries, at)
        }
        assert.deepEqual(await known(together), await known(alone))
      })(),
    ),
  )
}
