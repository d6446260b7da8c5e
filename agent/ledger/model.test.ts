import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { chainFaults } from '../../protocol/chain.ts'
import type { Entry, Head } from '../../protocol/entry.ts'
import type { Ledger } from './ledger.ts'
import { bench, detection, HOUR, scratchFolder } from './scratch.ts'

const ID = detection().id
const sha = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A console as simple as it can be: it stores what follows, once, and answers what it stored last. */
const newConsole = () => {
  const stored: Entry[] = []
  const known = (): Head | null => {
    const last = stored.at(-1)
    return last === undefined ? null : { epoch: last.epoch, seq: last.seq, hash: last.hash }
  }
  return {
    stored,
    known,
    take: (entries: readonly Entry[]): void => {
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

const STEPS = ['record', 'repeat', 'send', 'lose-acknowledgement', 'crash', 'restore', 'hour', 'welcome'] as const

test('whatever happens on the way, the console has each entry once and in order, and every start is counted', t => {
  const runs = fc.array(fc.tuple(fc.constantFrom(...STEPS), fc.integer({ min: 1, max: 5 })), { maxLength: 40 })
  fc.assert(
    fc.property(runs, steps => {
      const dir = scratchFolder(t)
      const { open, clock } = bench(t, { dir })
      const server = newConsole()
      let ledger: Ledger = open()
      let recorded = 1
      let starts = 0
      let folded = 0
      const send = (isAcknowledged: boolean): void => {
        const batch = ledger.unsent()
        server.take(batch)
        const head = server.known()
        if (isAcknowledged && head !== null && batch.length > 0) assert.equal(ledger.acknowledge(head), 'acknowledged')
      }
      const act: Record<(typeof STEPS)[number], (count: number) => void> = {
        record: count => {
          recorded += ledger.recordAll(
            Array.from({ length: count }, () => ({ kind: 'detection-gone', detection: ID })),
          ).length
        },
        repeat: count => {
          ledger.repeat(ID, 'lin', count)
          starts += count
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
          folded += ledger.closeHours().length
        },
        welcome: () => assert.notEqual(ledger.resumeFrom(server.known()).is, 'fork'),
      }
      for (const [step, count] of steps) act[step](count)
      act.hour(1)
      act.welcome(1)
      while (ledger.unsent().length > 0) send(true)

      assert.equal(server.stored.length, recorded + folded)
      assert.deepEqual(chainFaults(sha, server.stored, '0'.repeat(64)), [])
      const listed = ledger.list({ all: true }).entries
      assert.deepEqual(
        server.stored.map(({ seq, hash, body }) => [seq, hash, body]),
        listed.map(({ seq, hash, body }) => [seq, hash, body]),
      )
      const counted = server.stored.map(({ body }) => Number(/"count":(\d+)/.exec(body)?.[1] ?? 0))
      assert.equal(
        counted.reduce((a, b) => a + b, 0),
        starts,
      )
      assert.equal(ledger.depth(), 0)
      ledger.close()
      rmSync(dir, { recursive: true, force: true })
    }),
    { numRuns: 150 },
  )
})
