import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { SentEntry } from '../../protocol/entry.ts'
import { openSqlite } from '../store/sqlite.ts'
import { type Agent, comeIn, enrolledDevice, newChain, startIntake } from './scratch.ts'

const all = { after: null, limit: 1_000 }

test('F12: a console of yesterday says what it knows, takes the rest again, and names what is erased meanwhile', async t => {
  const running = await startIntake(t, openSqlite)
  const device = await enrolledDevice(running)
  const chain = newChain()
  const yesterday = [chain.began, chain.condition(1)]
  const before = chain.head()
  const first = await comeIn(running, device, before)
  first.agent.send({ type: 'entries', entries: yesterday })
  await first.agent.next('acknowledged')
  first.agent.ws.close()
  // Since then the device was acknowledged three entries more, by a console that was lost; the first is erased there.
  const erased: SentEntry = { ...chain.condition(2), body: null }
  const kept = [chain.condition(3), chain.condition(4)]
  const { agent, welcome } = await comeIn(running, device, chain.head())
  assert.deepEqual(welcome.known, before)
  agent.send({ type: 'entries', entries: [erased, ...kept] })
  assert.equal((await agent.next('acknowledged')).hash, chain.head().hash)
  const { items } = await running.store.entries(device.id, all)
  assert.deepEqual(
    items.map(({ seq, body }) => [seq, body !== null]),
    [
      [1, true],
      [2, true],
      [3, false],
      [4, true],
      [5, true],
    ],
  )
  const gaps = (await running.store.device(device.id))?.gaps ?? []
  assert.deepEqual(
    gaps.map(({ first: from, last, why }) => ({ from, last, why })),
    [{ from: 3, last: 3, why: 'erased' }],
  )
})

/** What a console that is sent anything in any order may do: the entry stored next is always the one that follows. */
test('F26: duplicates, replays, gaps, other orders and epochs: each entry is stored once, and the bad refused by name', async t => {
  const running = await startIntake(t, openSqlite)
  const LENGTH = 12
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ is: fc.constant('next' as const), count: fc.integer({ min: 1, max: 4 }) }) },
    { weight: 2, arbitrary: fc.record({ is: fc.constant('again' as const), back: fc.integer({ min: 1, max: 5 }) }) },
    fc.constant({ is: 'gap' as const }),
    fc.constant({ is: 'reversed' as const }),
    fc.constant({ is: 'other epoch' as const }),
    fc.constant({ is: 'seq 0' as const }),
    fc.constant({ is: 'seq 2^53' as const }),
    fc.constant({ is: 'reconnect' as const }),
  )
  const REFUSED = { gap: 4409, reversed: 4409, 'other epoch': 4409, 'seq 0': 4400, 'seq 2^53': 4400 } as const
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async steps => {
      const device = await enrolledDevice(running)
      const chain = newChain()
      const ledger = [chain.began, ...Array.from({ length: LENGTH - 1 }, (_, i) => chain.condition(i))]
      const other = newChain()
      let stored = 0
      let agent: Agent = (await comeIn(running, device, chain.head())).agent
      const reconnect = async (): Promise<void> => {
        agent.ws.close()
        await agent.closed()
        const came = await comeIn(running, device, chain.head())
        assert.equal(came.welcome.known?.seq ?? 0, stored)
        agent = came.agent
      }
      for (const one of steps) {
        if (one.is === 'reconnect') {
          await reconnect()
          continue
        }
        const next = ledger.slice(stored, stored + 2)
        const sent = {
          next: () => ledger.slice(stored, stored + (one.is === 'next' ? one.count : 0)),
          again: () => ledger.slice(Math.max(0, stored - (one.is === 'again' ? one.back : 0)), stored + 1),
          gap: () => ledger.slice(stored + 1, stored + 3),
          reversed: () => next.toReversed(),
          'other epoch': () => next.map(entry => ({ ...entry, epoch: other.epoch })),
          'seq 0': () => next.map(entry => ({ ...entry, seq: 0 })),
          'seq 2^53': () => next.map(entry => ({ ...entry, seq: 2 ** 53 })),
        }[one.is]()
        if (sent.length === 0 || (one.is === 'reversed' && sent.length < 2)) continue
        agent.send({ type: 'entries', entries: sent })
        if (one.is === 'next' || one.is === 'again') {
          stored = Math.max(stored, sent.at(-1)?.seq ?? 0)
          assert.equal((await agent.next('acknowledged')).seq, stored)
        } else {
          assert.equal((await agent.closed()).code, REFUSED[one.is], one.is)
          await reconnect()
        }
      }
      agent.ws.close()
      const { items } = await running.store.entries(device.id, all)
      assert.deepEqual(
        items.map(({ hash }) => hash),
        ledger.slice(0, stored).map(({ hash }) => hash),
      )
    }),
    { numRuns: 40 },
  )
})
