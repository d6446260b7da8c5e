import type { Report } from '../../protocol/report.ts'
import { detectionOf, type ReportDraft } from './draft.ts'
import { hourOf } from './hour.ts'

type Folded = Extract<ReportDraft, { kind: 'folded' }>

/** What a report is about, so that the next one about the same can take its place. `account` is empty for nobody's. */
export type Subject = { readonly what: Folded['what']; readonly subject: string; readonly account: string }

/** Reports of one subject: the newest in full, all of them as a number. Times are exact, ms. */
export type Held = Subject & {
  readonly count: number
  readonly first: number
  readonly last: number
  /** Null where it is a mere number. */
  readonly report: Report | null
}

export const heldOf = (report: Report, now: number): Held => ({
  ...subjectOf(report),
  account: report.account ?? '',
  count: 1,
  first: now,
  last: now,
  report,
})

const subjectOf = (report: Report): Pick<Subject, 'what' | 'subject'> => {
  const detection = detectionOf(report)
  if (report.kind === 'notice-shown') return { what: 'notice', subject: report.detection }
  if (detection !== null) return { what: 'detection', subject: detection }
  if (report.kind === 'condition-changed') return { what: 'condition', subject: report.condition }
  return { what: 'machine', subject: report.kind }
}

/** Where there are too many subjects to tell apart: one number an account. */
export const indistinct = (held: Held): Held => ({ ...held, subject: '', report: null })

export const joined = (before: Held | undefined, held: Held): Held =>
  before === undefined ? held : { ...held, count: before.count + held.count, first: before.first }

/** What is told of those that are not told in full. @returns null where there are none. */
export const foldedOf = ({ what, subject, account, count, first, last, report }: Held): Folded | null => {
  const folded = report === null ? count : count - 1
  if (folded === 0) return null
  const about = subject === '' || what === 'machine' ? null : what === 'condition' ? 'condition' : 'detection'
  return {
    kind: 'folded',
    what,
    count: folded,
    first: hourOf(first),
    last: hourOf(last),
    ...(about === null ? {} : { [about]: subject }),
    ...(account === '' ? {} : { account }),
  }
}
