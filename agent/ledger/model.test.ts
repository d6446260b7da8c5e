import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { chainFaults } from '../../protocol/chain.ts'
import type { Head, SentEntry } from '../../protocol/entry.ts'
import type { Ledger } from './ledger.ts'
import { bench, detection, HOUR, quickFolder } from './scratch.ts'

const ID = detection().id
const sha = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A console as simple as it can be: it stores what follows, once, and answers what it stored last. */
const newConsole = () => {
  const stored: SentEntry[] = []
  const known = (): Head | null => {
    const last = stored.at(-1)
    return last === undefined ? null : { epoch: last.epoch, seq: last.seq, hash: last.hash }
  }
  return {
    stored,
    known,
    take: (entries: readonly SentEntry[]): void => {
      for (const entry of entries) {
        if (entry.seq <= (stored.at(-1)?.seq ?? 0)) continue
        assert.equal(entry.seq, (stored.at(-1)?.seq ?? 0) + 1, 'the console was sent a gap')
        stored.push(entry)
      }
    },
    forget: (count: number): void => {
      stored.splice(Math.max(0, stored.length - count))
    },
  }
}

const STEPS = [
  'record',
  'repeat',
  'send',
  'lose-acknowledgement',
  'crash',
  'restore',
  'hour',
  'clock',
  'welcome',
] as const

/** What the console holds stands for so many reports and starts. */
const counted = (stored: readonly SentEntry[]): { reports: number; starts: number } => {
  const sum = { reports: 0, starts: 0 }
  for (const { body } of stored) {
    const { kind, what, count } = JSON.parse(body ?? '')
    if (kind === 'ledger-began') continue
    if (what === 'started') sum.starts += count
    else sum.reports += count ?? 1
  }
  return sum
}

test('Z5: whatever happens on the way, the console has each entry once and in order, and all is counted', t => {
  const runs = fc.array(fc.tuple(fc.constantFrom(...STEPS), fc.integer({ min: 1, max: 5 })), {
    maxLength: 40,
    size: 'max',
  })
  // The pace and the bound are narrow, so that most runs meet both.
  const narrow = { pace: { burst: 3, perSecond: 0.0005 }, bound: { rows: 20, bytes: 1e9 } }
  fc.assert(
    fc.property(runs, steps => {
      const dir = quickFolder(t)
      const { open, clock } = bench(t, { dir, ...narrow })
      const server = newConsole()
      let ledger: Ledger = open()
      const asked = { reports: 0, starts: 0 }
      /** Of each subject, what was said last. */
      const last = new Map<string, string>()
      const send = (isAcknowledged: boolean): void => {
        const batch = ledger.unsent()
        server.take(batch)
        const head = server.known()
        if (isAcknowledged && head !== null && batch.length > 0) assert.equal(ledger.acknowledge(head), 'acknowledged')
      }
      const act: Record<(typeof STEPS)[number], (count: number) => void> = {
        record: count => {
          const drafts = Array.from({ length: count }, (_, i) => {
            const condition = `c-${(asked.reports + i) % 7}`
            last.set(condition, `${asked.reports + i}`)
            return { kind: 'condition-changed', condition, state: 'raised', detail: `${asked.reports + i}` } as const
          })
          asked.reports += count
          ledger.recordAll(drafts)
        },
        repeat: count => {
          asked.starts += count
          ledger.repeat(ID, 'lin', count)
        },
        send: () => send(true),
        'lose-acknowledgement': () => send(false),
        // Nothing is handed over at the end: what counts is what was on disk when each call returned.
        crash: () => {
          ledger.close()
          ledger = open()
          assert.equal(ledger.began, null)
        },
        restore: count => {
          server.forget(count)
          assert.notEqual(ledger.resumeFrom(server.known()).is, 'fork')
        },
        hour: () => {
          clock.now += HOUR
          ledger.closeHours()
        },
        clock: count => {
          clock.now += (count - 3) * 2 * HOUR
        },
        welcome: () => assert.notEqual(ledger.resumeFrom(server.known()).is, 'fork'),
      }
      for (const [step, count] of steps) act[step](count)
      act.welcome(1)
      clock.now += 1_000 * HOUR
      for (let calm = 0; calm < 3; ) {
        act.hour(1)
        const before = ledger.depth()
        while (ledger.unsent().length > 0) send(true)
        calm = before === 0 ? calm + 1 : 0
      }

      assert.deepEqual(counted(server.stored), asked)
      assert.deepEqual(chainFaults(sha, server.stored, '0'.repeat(64)), [])
      const listed = ledger.list({ all: true }).entries
      assert.deepEqual(
        server.stored.map(({ seq, hash, body }) => [seq, hash, body]),
        listed.map(({ seq, hash, body }) => [seq, hash, body]),
      )
      const told = new Map(
        server.stored
          .map(({ body }) => JSON.parse(body ?? ''))
          .filter(({ kind }) => kind === 'condition-changed')
          .map(({ condition, detail }) => [condition, detail]),
      )
      assert.deepEqual([...told].toSorted(), [...last].toSorted(), 'what was said last is not what was told last')
      assert.equal(ledger.depth(), 0)
      ledger.close()
      rmSync(dir, { recursive: true, force: true })
    }),
    { numRuns: 300 },
  )
})
