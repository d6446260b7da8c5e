import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod/mini'
import { OpenRow } from '../../protocol/desk.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { visible } from '../../protocol/text.ts'
import type { ReportDraft } from './draft.ts'
import { hourOf } from './hour.ts'
import type { Held } from './subject.ts'

/** Rows of hours that are over which may wait for room. */
const MOST_OPEN = 5_000

const Count = z.object({ rows: z.int() })

/** Open rows are not chained: a damaged one is left out, or no hour could be closed any more. */
const readRows = (rows: readonly object[]): OpenRow[] =>
  rows.flatMap(row => {
    const read = OpenRow.safeParse({ ...row, what: 'started' })
    return read.success ? [read.data] : []
  })

export type Folder = {
  /** Counts starts of something that is already reported as running. Durable when it returns. */
  readonly repeat: (detection: string, account: string | null, times: number, now: number) => void
  /** Takes out the rows of hours that are over where they are too many, as numbers. Only in a transaction. */
  readonly crowded: (now: number) => Held[]
  /** Takes out the rows of hours that are over, as drafts. Only in the transaction that writes them. */
  readonly finished: (now: number) => ReportDraft[]
  readonly open: (most: number) => OpenRow[]
}

/** Repeats fold before they are entries: so nothing that is chained ever changes, and a storm is one row an hour. */
export const openFolder = (db: DatabaseSync): Folder => {
  const count = db.prepare(`INSERT INTO open (detection, hour, account, count) VALUES (?, ?, ?, ?)
    ON CONFLICT (detection, hour) DO UPDATE SET count = count + excluded.count`)
  const over = db.prepare('DELETE FROM open WHERE hour < ? RETURNING detection, hour, account, count')
  const all = db.prepare('SELECT detection, hour, account, count FROM open ORDER BY hour, detection LIMIT ?')
  const waiting = db.prepare('SELECT count(*) AS rows FROM open WHERE hour < ?')
  const taken = (now: number): OpenRow[] =>
    readRows(over.all(hourOf(now))).toSorted((a, b) => a.hour - b.hour || (a.detection < b.detection ? -1 : 1))
  return {
    repeat: (detection, account, times, now) => {
      count.run(detection, hourOf(now), account === null ? null : visible(account, LIMITS.name), times)
    },
    finished: now =>
      taken(now).map(({ detection, hour, account, count }) => ({
        kind: 'repeated',
        detection,
        what: 'started',
        count,
        hour,
        ...(account === null ? {} : { account }),
      })),
    crowded: now =>
      Count.parse(waiting.get(hourOf(now))).rows <= MOST_OPEN
        ? []
        : taken(now).map(({ detection, hour, account, count }) => ({
            what: 'started',
            subject: detection,
            account: account ?? '',
            count,
            first: hour,
            last: hour,
            report: null,
          })),
    open: most => readRows(all.all(most)),
  }
}
