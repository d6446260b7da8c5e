import { endOf } from '../language/leaves.ts'
import type { Exception, Policy, Rule } from '../language/policy.ts'
import type { DeviceFacts, Milliseconds, Subject } from './words.ts'

/** The exception that holds now for a subject under a rule; of several the one that holds longest. `until` includes its day. */
export const exceptionFor = (
  policy: Policy,
  rule: Rule,
  subject: Subject,
  device: DeviceFacts,
  now: Milliseconds,
): Exception | null => {
  const holding = (policy.exceptions ?? []).filter(
    exception =>
      exception.rule === rule.id &&
      (exception.device === undefined || exception.device === device.id) &&
      (exception.account === undefined || exception.account === subject.account) &&
      now < endOf(exception.until),
  )
  return holding.reduce<Exception | null>(
    (longest, exception) => (longest === null || exception.until > longest.until ? exception : longest),
    null,
  )
}
