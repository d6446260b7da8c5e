import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod/mini'
import { bodyOf, reportOf } from '../../protocol/body.ts'
import { Instant } from '../../protocol/fields.ts'
import { Report } from '../../protocol/report.ts'
import { sealed } from './draft.ts'
import { foldedOf, type Held, indistinct, type Subject } from './subject.ts'

/** Subjects that are told apart, and the bytes of their newest reports. */
export const MOST = { rows: 2_000, bytes: 4 * 1024 * 1024 } as const
/** Rows that are taken out at once. */
const TAKEN = 100

const Row = z.object({
  place: z.int(),
  what: z.enum(['started', 'detection', 'notice', 'condition', 'machine']),
  subject: z.string(),
  account: z.string(),
  count: z.int().check(z.minimum(1)),
  first: Instant,
  last: Instant,
  body: z.nullable(z.string()),
})
const Bytes = z.optional(z.object({ bytes: z.int() }))
const Size = z.object({ rows: z.int(), bytes: z.int() })

/** Reports that wait in the file until they may be entries. All of it only inside a transaction. */
export type HeldRows = {
  readonly isEmpty: () => boolean
  readonly has: (subject: Subject) => boolean
  /** Folds it into those of its subject. @returns whether its subject is still told apart. */
  readonly hold: (held: Held) => boolean
  /** Takes the oldest out, for as long as `isDue` says so of each; not all at once. */
  readonly take: (isDue: (held: Held) => boolean) => Held[]
  /** The transaction failed. */
  readonly rolledBack: () => void
}

export const openHeld = (db: DatabaseSync): HeldRows => {
  const find = db.prepare(
    'SELECT coalesce(octet_length(body), 0) AS bytes FROM held WHERE what = ? AND subject = ? AND account = ?',
  )
  const put =
    db.prepare(`INSERT INTO held (what, subject, account, count, first, last, body) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (what, subject, account) DO UPDATE SET count = count + excluded.count, last = excluded.last,
      body = excluded.body`)
  const any = db.prepare('SELECT 1 FROM held LIMIT 1')
  const size = db.prepare('SELECT count(*) AS rows, coalesce(sum(octet_length(body)), 0) AS bytes FROM held')
  const oldest = db.prepare('SELECT * FROM held ORDER BY place LIMIT ?')
  const remove = db.prepare('DELETE FROM held WHERE place = ?')

  /** Kept, for to ask the file costs a walk over all rows; null: it has to be asked. */
  let taken: { rows: number; bytes: number } | null = null

  const before = ({ what, subject, account }: Subject): number | null =>
    Bytes.parse(find.get(what, subject, account))?.bytes ?? null
  const used = (): { rows: number; bytes: number } => {
    taken ??= Size.parse(size.get())
    return taken
  }
  return {
    isEmpty: () => any.get() === undefined,
    has: subject => before(subject) !== null,
    hold: held => {
      const now = used()
      const apart = before(held) !== null || (now.rows < MOST.rows && now.bytes < MOST.bytes)
      const into = apart ? held : indistinct(held)
      const replaced = before(into)
      const { what, subject, account, count, first, last, report } = into
      const body = report === null ? null : bodyOf(report)
      put.run(what, subject, account, count, first, last, body)
      now.rows += replaced === null ? 1 : 0
      now.bytes += Buffer.byteLength(body ?? '') - (replaced ?? 0)
      return apart
    },
    take: isDue => {
      const due: Held[] = []
      for (const raw of oldest.all(TAKEN)) {
        const { place, held } = read(raw)
        if (!isDue(held)) break
        remove.run(place)
        due.push(held)
      }
      taken = null
      return due
    },
    rolledBack: () => {
      taken = null
    },
  }
}

/** These rows are not chained. @returns whether each of them can still be told as what it is. */
export const heldReads = (db: DatabaseSync): boolean =>
  db
    .prepare('SELECT * FROM held')
    .all()
    .map(read)
    .every(({ held }) => {
      const number = foldedOf({ ...held, report: null })
      const isTold = number !== null && Report.safeParse(sealed(number, null, 0, 'A'.repeat(22))).success
      return isTold && (held.report === null || (held.report.account ?? '') === held.account)
    })

/** @throws ZodError, TypeError for what was not written by us. */
const read = (raw: unknown): { place: number; held: Held } => {
  const { place, body, ...row } = Row.parse(raw)
  if (body === null) return { place, held: { ...row, report: null } }
  const told = reportOf(body)
  if (!told.ok) throw new TypeError(`a held report does not read: ${told.reason}`)
  return { place, held: { ...row, report: told.report } }
}
