import { utf8Bytes } from './bytes.ts'
import { canonical, isCanonical } from './canonical.ts'
import { shallow } from './decode.ts'
import { LIMITS } from './limits.ts'
import { misfitOf } from './misfit.ts'
import { Report } from './report.ts'
import { visible } from './text.ts'

/**
 * The exact bytes of a report: what is hashed, stored, listed and sent.
 * @throws TypeError for what is no report, or takes more than `LIMITS.entryBytes`: nothing else can leave.
 */
export const bodyOf = (report: Report): string => {
  const parsed = Report.safeParse(report)
  if (!parsed.success) throw new TypeError(`not a report: ${misfitOf(parsed.error)}`)
  const body = canonical(parsed.data)
  if (utf8Bytes(body) > LIMITS.entryBytes) throw new TypeError(`a report holds at most ${LIMITS.entryBytes} bytes`)
  return body
}

export type ReadBody = { readonly ok: true; readonly report: Report } | { readonly ok: false; readonly reason: string }

/** Reads a body back. Never throws. Refuses all that `bodyOf` would not have written, byte for byte. */
export const reportOf = (body: string): ReadBody => {
  const refuse = (reason: string): ReadBody => ({ ok: false, reason: visible(reason, 120) })
  if (body.length > LIMITS.entryBytes || utf8Bytes(body) > LIMITS.entryBytes) return refuse('too large')
  if (!shallow(body, LIMITS.depth)) return refuse(`nested deeper than ${LIMITS.depth}`)
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return refuse('not JSON')
  }
  const parsed = Report.safeParse(value)
  if (!parsed.success) return refuse(misfitOf(parsed.error))
  return isCanonical(value, body) ? { ok: true, report: parsed.data } : refuse('not canonical')
}

/** What is kept beside a body, so that rows can be found without reading every body. */
export const columnsOf = (report: Report): { kind: Report['kind']; at: number; account: string | null } => ({
  kind: report.kind,
  at: report.at,
  account: report.account ?? null,
})
