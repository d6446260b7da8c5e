import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod/mini'
import { reportOf } from '../../protocol/body.ts'
import type { Report, ReportKind } from '../../protocol/report.ts'

const Row = z.optional(z.object({ body: z.string() }))

/** @param account whose, where it is one account's. */
export type Latest = <K extends ReportKind>(kind: K, account?: string) => Extract<Report, { kind: K }> | null

/** The newest report of a kind whose body is still kept: what was last said need not be said again. */
export const openLatest = (db: DatabaseSync): Latest => {
  const newest = db.prepare(`SELECT body FROM entry WHERE kind = ?1 AND (?2 IS NULL OR account = ?2)
    AND body IS NOT NULL ORDER BY seq DESC LIMIT 1`)
  const isOf = <K extends ReportKind>(report: Report, kind: K): report is Extract<Report, { kind: K }> =>
    report.kind === kind
  return (kind, account) => {
    const row = Row.parse(newest.get(kind, account ?? null))
    const read = row === undefined ? null : reportOf(row.body)
    return read?.ok === true && isOf(read.report, kind) ? read.report : null
  }
}
