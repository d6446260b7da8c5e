import type { Report } from '../../protocol/report.ts'
import { hourOf } from './hour.ts'

type WithoutSeal<R> = R extends Report ? Omit<R, 'at' | 'salt'> : never

/** A report before the ledger dates and salts it. */
export type ReportDraft = WithoutSeal<Report>

/** The detection that a draft is about, null where it is about the machine. */
export const detectionOf = (draft: ReportDraft): string | null => {
  if (!('detection' in draft)) return null
  return typeof draft.detection === 'object' ? draft.detection.id : (draft.detection ?? null)
}

/**
 * Dates a draft: by the hour where it tells of a person's use, exactly where it tells of the machine.
 * @param account whom it is about, where the draft itself does not say.
 */
export const sealed = (draft: ReportDraft, account: string | null, now: number, salt: string): Report => {
  const about = draft.account ?? account
  const isOfUse = about !== null || detectionOf(draft) !== null || draft.kind === 'folded'
  const at = isOfUse ? hourOf(now) : now
  return { ...draft, at, salt, ...(about === null ? {} : { account: about }) }
}
