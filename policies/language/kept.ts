import { milliseconds } from './leaves.ts'
import type { Policy } from './policy.ts'

/** What is kept where a policy does not say. */
const DETECTIONS = '90d'
const NOTICES = '30d'

/** How long what is told of a person stays readable, ms. Device and console ask the same policy. */
export const keptBy = (policy: Pick<Policy, 'retention'> | null): { detections: number; notices: number } => ({
  detections: milliseconds(policy?.retention?.detections ?? DETECTIONS),
  notices: milliseconds(policy?.retention?.notices ?? NOTICES),
})
