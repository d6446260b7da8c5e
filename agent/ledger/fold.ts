import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod/mini'
import type { OpenRow } from '../../protocol/desk.ts'
import type { ReportDraft } from './draft.ts'
import { hourOf } from './hour.ts'

const Row = z.object({ detection: z.string(), hour: z.int(), account: z.nullable(z.string()), count: z.int() })

export type Folder = {
  /** Counts starts of something that is already reported as running. Durable when it returns. */
  readonly repeat: (detection: string, account: string | null, times: number, now: number) => void
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
  return {
    repeat: (detection, account, times, now) => {
      count.run(detection, hourOf(now), account, times)
    },
    finished: now =>
      over
        .all(hourOf(now))
        .map(row => Row.parse(row))
        .sort((a, b) => a.hour - b.hour || (a.detection < b.detection ? -1 : 1))
        .map(({ detection, hour, account, count }) => ({
          kind: 'repeated',
          detection,
          what: 'started',
          count,
          hour,
          ...(account === null ? {} : { account }),
        })),
    open: most => all.all(most).map(row => ({ ...Row.parse(row), what: 'started' })),
  }
}
