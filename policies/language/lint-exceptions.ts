import { type Finding, finding } from './fault.ts'
import { endOf, startOf } from './leaves.ts'
import type { Policy } from './policy.ts'

/** Exceptions that permit nothing. @param today a day; without it nothing is said of exceptions that are over. */
export const lintExceptions = (policy: Policy, today: string | undefined): Finding[] => {
  const exceptions = policy.exceptions ?? []
  return exceptions.flatMap((exception, index) => {
    const rule = policy.rules.find(rule => rule.id === exception.rule)
    const at = (key: string): PropertyKey[] => ['exceptions', index, key]
    return [
      ...(exceptions.findIndex(other => other.id === exception.id) < index
        ? [finding('duplicate-exception', at('id'), `${exception.id} is given twice`, 'give it an id of its own')]
        : []),
      ...(rule !== undefined && rule.verdict !== 'banned'
        ? [finding('exception-without-ban', at('rule'), 'this rule bans nothing, so nothing is excepted')]
        : []),
      ...(today !== undefined && endOf(exception.until) <= startOf(today)
        ? [finding('exception-over', at('until'), 'this exception is over', 'take it out, or extend it')]
        : []),
    ]
  })
}
