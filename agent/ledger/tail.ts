import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod/mini'
import type { Entry } from '../../protocol/entry.ts'

export type Bound = { readonly rows: number; readonly bytes: number }

/** What may wait to be acknowledged. */
export const TAIL: Bound = { rows: 100_000, bytes: 50 * 1024 * 1024 }
/** Bytes that an entry takes in the file beside its body: hashes, columns, indexes. */
const AROUND = 320
/** From this part of the bound on, entries wait until they are an hour old: most of what comes then folds into them. */
const NEAR = 0.9

export type Room = 'free' | 'near' | 'full'

export type Tail = {
  readonly room: () => Room
  /** Entries were written. */
  readonly added: (entries: readonly Entry[]) => void
  /** Up to where the console has them moved, forwards or back. */
  readonly moved: (from: number, to: number) => void
}

const Sum = z.object({ rows: z.int(), bytes: z.int() })

/** Keeps count of the unacknowledged entries. @param acknowledged the seq up to which the console has them. */
export const openTail = (db: DatabaseSync, acknowledged: number, bound: Bound): Tail => {
  const between = db.prepare(
    'SELECT count(*) AS rows, coalesce(sum(octet_length(body)), 0) AS bytes FROM entry WHERE seq > ? AND seq <= ?',
  )
  let rows = 0
  let bytes = 0
  const count = (from: number, to: number, sign: 1 | -1): void => {
    const sum = Sum.parse(between.get(from, to))
    rows += sign * sum.rows
    bytes += sign * (sum.bytes + sum.rows * AROUND)
  }
  count(acknowledged, Number.MAX_SAFE_INTEGER, 1)
  return {
    room: () => {
      const part = Math.max(rows / bound.rows, bytes / bound.bytes)
      if (part >= 1) return 'full'
      return part >= NEAR ? 'near' : 'free'
    },
    added: entries => {
      rows += entries.length
      for (const { body } of entries) bytes += Buffer.byteLength(body) + AROUND
    },
    moved: (from, to) => {
      if (to > from) count(from, to, -1)
      else count(to, from, 1)
    },
  }
}
