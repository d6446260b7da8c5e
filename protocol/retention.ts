import type { ReportKind } from './report.ts'

/** How long bodies are kept, ms. Device and console erase by the same rule, so that both still hold the same. */
export type Retention = { readonly detections: number; readonly notices: number }

/** `null`: kept for as long as the ledger is; it tells of the machine and its agent, not of a person's work. */
const KEPT_AS: Record<ReportKind, keyof Retention | null> = {
  'ledger-began': null,
  enrolled: null,
  unenrolled: null,
  'key-renewed': null,
  'device-described': null,
  'policy-applied': null,
  'condition-changed': null,
  'detection-seen': 'detections',
  'detection-changed': 'detections',
  'detection-gone': 'detections',
  repeated: 'detections',
  folded: 'detections',
  'mcp-servers-changed': 'detections',
  'notice-shown': 'notices',
}

/** Which kinds go by which part of the policy's `retention`. */
export const kindsKeptAs = (part: keyof Retention): ReportKind[] =>
  Object.entries(KEPT_AS).flatMap(([kind, kept]) => (kept === part ? [kind as ReportKind] : []))

/** Bodies whose `at` lies before this instant are erased. */
export const erasedBefore = (now: number, kept: number): number => Math.max(0, now - kept)
