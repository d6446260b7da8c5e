import type { ReportKind } from '../../../protocol/report.ts'

/** What an entry of a device's ledger tells, by its kind. */
const KIND: Record<ReportKind, string> = {
  'ledger-began': 'The ledger began',
  enrolled: 'The device enrolled',
  'device-described': 'The device described itself',
  'detection-seen': 'An assistant was seen first',
  'detection-changed': 'A detection changed',
  'detection-gone': 'An assistant is gone',
  repeated: 'Started again within the hour',
  'notice-shown': 'A notice was shown',
  'policy-applied': 'A policy was applied',
  'condition-changed': "A condition of the agent's health changed",
}

/** @returns the kind in words; one that this page does not know as it is. */
export const kindWords = (kind: string): string => (Object.hasOwn(KIND, kind) ? KIND[kind as ReportKind] : kind)

/** @returns a body as JSON that can be read, or as it is where it is none. */
export const bodyText = (body: string): string => {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
