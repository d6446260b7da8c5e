import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod/mini'
import { CHAIN_START } from '../../protocol/chain.ts'
import type { Head, SentEntry } from '../../protocol/entry.ts'
import { LIMITS } from '../../protocol/limits.ts'

/** Where sending goes on after a welcome. */
export type Resumed =
  | { readonly is: 'resumed'; readonly from: number }
  /** The console holds an entry that is not ours, or more than we have: one of the two was changed. Nothing is sent. */
  | { readonly is: 'fork'; readonly seq: number }
  /** The console lost entries whose bodies retention has erased here: from `seq` on some come without their body. */
  | { readonly is: 'erased'; readonly seq: number }

export type Acknowledgement = 'acknowledged' | 'fork' | 'unknown'

export type Outbox = {
  readonly acknowledged: () => Head
  readonly unsent: () => SentEntry[]
  readonly acknowledge: (head: Head) => Acknowledgement
  /** The hash of an entry, null where the ledger does not reach so far. */
  readonly hashAt: (seq: number) => string | null
  readonly resumeFrom: (known: Head | null) => Resumed
  /** Rows and bytes of bodies that are not acknowledged. */
  readonly tail: () => { rows: number; bytes: number }
}

const Ledger = z.object({ acknowledged: z.int() })
const Hash = z.optional(z.object({ hash: z.string() }))
const Row = z.object({ seq: z.int(), body: z.nullable(z.string()), digest: z.string(), hash: z.string() })
const Tail = z.object({ rows: z.int(), bytes: z.int() })

/** The braces and words of an `entries` frame around its entries. */
const FRAME = 64

export const openOutbox = (db: DatabaseSync, epoch: string): Outbox => {
  const place = db.prepare('SELECT acknowledged FROM ledger')
  const move = db.prepare('UPDATE ledger SET acknowledged = ?')
  const hashOf = db.prepare('SELECT hash FROM entry WHERE seq = ?')
  const next = db.prepare('SELECT seq, body, digest, hash FROM entry WHERE seq > ? ORDER BY seq LIMIT ?')
  const firstErased = db.prepare('SELECT seq FROM entry WHERE seq > ? AND body IS NULL ORDER BY seq LIMIT 1')
  const tail = db.prepare(
    'SELECT count(*) AS rows, coalesce(sum(octet_length(body)), 0) AS bytes FROM entry WHERE seq > ?',
  )
  let forked = false

  const upTo = (): number => Ledger.parse(place.get()).acknowledged
  const hashAt = (seq: number): string | null => (seq === 0 ? CHAIN_START : (Hash.parse(hashOf.get(seq))?.hash ?? null))
  const isOurs = (head: Head): boolean => hashAt(head.seq) === head.hash

  return {
    acknowledged: () => ({ epoch, seq: upTo(), hash: hashAt(upTo()) ?? CHAIN_START }),
    unsent: () => {
      if (forked) return []
      const entries: SentEntry[] = []
      let bodies = 0
      let frame = FRAME
      for (const raw of next.iterate(upTo(), LIMITS.batch)) {
        const { seq, body, digest, hash } = Row.parse(raw)
        const entry = { epoch, seq, body, digest, hash }
        bodies += Buffer.byteLength(body ?? '')
        frame += Buffer.byteLength(JSON.stringify(entry)) + 1
        if (bodies > LIMITS.batchBytes || frame > LIMITS.frameBytes) break
        entries.push(entry)
      }
      return entries
    },
    acknowledge: head => {
      if (head.epoch !== epoch) return 'unknown'
      if (!isOurs(head)) {
        forked = true
        return 'fork'
      }
      if (head.seq > upTo()) move.run(head.seq)
      return 'acknowledged'
    },
    resumeFrom: known => {
      // An epoch that the console does not know has to be sent whole.
      const start = known === null || known.epoch !== epoch ? { epoch, seq: 0, hash: CHAIN_START } : known
      forked = !isOurs(start)
      if (forked) return { is: 'fork', seq: start.seq }
      if (start.seq !== upTo()) move.run(start.seq)
      const erased = firstErased.get(start.seq)
      return erased === undefined
        ? { is: 'resumed', from: start.seq + 1 }
        : { is: 'erased', seq: z.object({ seq: z.int() }).parse(erased).seq }
    },
    hashAt,
    tail: () => Tail.parse(tail.get(upTo())),
  }
}
