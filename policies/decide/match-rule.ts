import type { Policy, Rule } from '../language/policy.ts'
import { closeness, sanctionOf, specificityOf } from './specificity.ts'
import type { DeviceFacts, Subject } from './words.ts'

/** Which rule speaks for a subject: the policy's `sanctioned`, one of its rules, or nobody. */
export type Speaks =
  | { readonly by: 'sanctioned' }
  | { readonly by: 'rule'; readonly rule: Rule }
  | { readonly by: 'nobody' }

/** Whether a rule concerns this device and account: every list that it gives has to hold. */
export const concerns = (rule: Rule, subject: Subject, device: DeviceFacts): boolean => {
  const { tags, platforms, accounts } = rule.devices ?? {}
  return (
    (tags === undefined || tags.some(tag => device.tags.includes(tag))) &&
    (platforms === undefined || platforms.includes(device.platform)) &&
    (accounts === undefined || (subject.account !== null && accounts.includes(subject.account)))
  )
}

/**
 * The closest rule that concerns the device. Lint refuses ties between rules; should one come through, the first
 * speaks, and `sanctioned` before any: the same answer everywhere, and the milder one.
 */
export const matchRule = (policy: Policy, subject: Subject, device: DeviceFacts): Speaks => {
  let best: Speaks = { by: 'nobody' }
  let closest = -1
  const sanction = closeness(sanctionOf(policy, subject))
  if (sanction >= 0) {
    best = { by: 'sanctioned' }
    closest = sanction
  }
  for (const rule of policy.rules) {
    const near = closeness(specificityOf(rule.match, subject))
    if (near <= closest || !concerns(rule, subject, device)) continue
    best = { by: 'rule', rule }
    closest = near
  }
  return best
}
