import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Head } from '../../protocol/entry.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { Ledger } from './ledger.ts'
import { bench, detection, HOUR, report } from './scratch.ts'

const gone = { kind: 'detection-gone', detection: detection().id } as const
const many = (ledger: Ledger, count: number): Head[] =>
  ledger.recordAll(Array.from({ length: count }, () => gone)).map(({ epoch, seq, hash }) => ({ epoch, seq, hash }))
const hashed = (head: Head | undefined, hash = head?.hash ?? ''): Head => ({
  epoch: head?.epoch ?? '',
  seq: head?.seq ?? 0,
  hash,
})

test('a batch is bounded by count, bytes of bodies and bytes of the frame, and is never empty while something waits', t => {
  const { open } = bench(t)
  const ledger = open()
  many(ledger, 150)
  assert.equal(ledger.unsent().length, LIMITS.batch)
  ledger.acknowledge(ledger.head())
  // Quotes double in a frame: bodies that fill a batch would not fit a frame of their escaped text.
  const detail = '"'.repeat(1_024)
  const raised = { kind: 'condition-changed', condition: 'part-failed', state: 'raised', detail } as const
  ledger.recordAll(Array.from({ length: 100 }, () => raised))
  // Chinese does not: there it is the bodies that are bounded.
  const name = '界'.repeat(256)
  const id = (i: number): string => i.toString(16).padStart(16, '0')
  ledger.recordAll(
    Array.from({ length: 100 }, (_, i) => ({
      kind: 'detection-seen',
      detection: report({ id: id(i), name, version: name, inside: name }),
    })),
  )
  let sent = 0
  for (let batch = ledger.unsent(); batch.length > 0; batch = ledger.unsent()) {
    const frame = JSON.stringify({ type: 'entries', entries: batch })
    assert.ok(Buffer.byteLength(frame) <= LIMITS.frameBytes, `${Buffer.byteLength(frame)}`)
    assert.ok(batch.reduce((sum, { body }) => sum + Buffer.byteLength(body ?? ''), 0) <= LIMITS.batchBytes)
    sent += batch.length
    assert.equal(ledger.acknowledge(hashed(batch.at(-1))), 'acknowledged')
  }
  assert.equal(sent, 200)
  ledger.close()
})

test('an acknowledgement counts for its epoch, its seq and its hash alone', t => {
  const { open } = bench(t)
  const ledger = open()
  const [, second, third] = many(ledger, 3)
  assert.equal(ledger.acknowledge({ ...hashed(second), epoch: 'f'.repeat(32) }), 'unknown')
  assert.equal(ledger.depth(), 4)
  assert.equal(ledger.acknowledge(hashed(third)), 'acknowledged')
  assert.equal(ledger.acknowledge(hashed(second)), 'acknowledged')
  assert.equal(ledger.acknowledgedHead().seq, third?.seq)
  assert.equal(ledger.acknowledge(hashed(second, 'f'.repeat(64))), 'fork')
  assert.deepEqual(ledger.unsent(), [])
  ledger.close()
})

const welcomes: {
  why: string
  known: (heads: Head[], epoch: string) => Head | null
  want: string
  depth: number
  acknowledged?: number
}[] = [
  { why: 'it knows nothing of this epoch', known: () => null, want: 'resumed 1', depth: 4, acknowledged: 3 },
  { why: 'it knows all', known: heads => hashed(heads[2]), want: 'resumed 5', depth: 0 },
  {
    why: 'it knows less than it acknowledged',
    known: heads => hashed(heads[0]),
    want: 'resumed 3',
    depth: 2,
    acknowledged: 3,
  },
  {
    why: 'it is at the beginning',
    known: (_, epoch) => ({ epoch, seq: 0, hash: '0'.repeat(64) }),
    want: 'resumed 1',
    depth: 4,
  },
  { why: 'it knows more than we have', known: heads => ({ ...hashed(heads[2]), seq: 9 }), want: 'fork 9', depth: 4 },
  { why: 'it knows another entry', known: heads => hashed(heads[1], 'f'.repeat(64)), want: 'fork 3', depth: 4 },
]
for (const { why, known, want, depth, acknowledged } of welcomes)
  test(`a console is welcomed: ${why}`, t => {
    const { open } = bench(t)
    const ledger = open()
    const heads = many(ledger, 3)
    if (acknowledged !== undefined) ledger.acknowledge(hashed(heads[acknowledged - 2]))
    const said = ledger.resumeFrom(known(heads, ledger.head().epoch))
    assert.equal(`${said.is} ${said.is === 'resumed' ? said.from : said.seq}`, want)
    assert.equal(ledger.depth(), depth)
    assert.equal(ledger.unsent().length, said.is === 'fork' ? 0 : depth)
    ledger.close()
  })

test('a fork ends with a welcome that fits', t => {
  const { open } = bench(t)
  const ledger = open()
  const [first] = many(ledger, 1)
  ledger.resumeFrom(hashed(first, 'f'.repeat(64)))
  assert.deepEqual(ledger.unsent(), [])
  ledger.resumeFrom(null)
  assert.equal(ledger.unsent().length, 2)
  ledger.close()
})

test('F12: what the console lost and retention erased is named, and sent without its body: the chain goes on', t => {
  const { open, clock } = bench(t)
  const ledger = open()
  many(ledger, 2)
  ledger.acknowledge(ledger.head())
  clock.now += 100 * 24 * HOUR
  ledger.retain({ detections: HOUR, notices: HOUR })
  assert.deepEqual(ledger.resumeFrom(null), { is: 'erased', seq: 2 })
  assert.deepEqual(
    ledger.unsent().map(({ seq, body }) => [seq, body === null]),
    [
      [1, false],
      [2, true],
      [3, true],
    ],
  )
  ledger.close()
})
