import { endOf } from '../language/leaves.ts'
import type { Policy, Rule } from '../language/policy.ts'
import { type Due, inForce, timeline } from './clock.ts'
import { exceptionFor } from './exception.ts'
import { type Lowered, lower } from './lower.ts'
import { withinPercent } from './percent.ts'
import type { Circumstances, Decision, DeviceFacts, History, Milliseconds, Next, Subject } from './words.ts'

/** All that `evaluate` is asked about. */
export type Case = {
  readonly policy: Policy
  readonly subject: Subject
  readonly history: History
  readonly device: DeviceFacts
  readonly circumstances: Circumstances
  readonly now: Milliseconds
}

/**
 * What a rule that bans means now. In this order: an exception wins over all; a trace is observed; a share that the
 * device is not in yet is observed; else the stage in force speaks, as far as circumstances let it.
 */
export const decideBan = (rule: Rule, given: Case): Decision => {
  const { subject, device, now } = given
  const due = timeline(rule, given.history, now)
  const stage = inForce(due, now)
  const respond = (stage: Due | null): Lowered =>
    stage === null
      ? { response: 'observe', lowered: due.length === 0 ? null : 'before-first-stage' }
      : lower(stage.response, rule.id, given.circumstances, now)
  const answer = (lowered: Lowered, next: Next | null, exception: string | null): Decision => ({
    verdict: 'banned',
    response: lowered.response,
    because: { rule: rule.id, stage: stage?.stage ?? null, lowered: lowered.lowered },
    next,
    exception,
  })
  const silent =
    subject.state === 'trace'
      ? 'trace'
      : withinPercent(rule.id, device.id, rule.percent ?? 100)
        ? null
        : 'outside-percent'

  const exception = exceptionFor(given.policy, rule, subject, device, now)
  if (exception !== null) {
    const next = silent === null ? nextChange(due, respond, 'observe', endOf(exception.until)) : null
    return answer({ response: 'observe', lowered: 'exception' }, next, exception.id)
  }
  if (silent !== null) return answer({ response: 'observe', lowered: silent }, null, null)
  const lowered = respond(stage)
  return answer(lowered, nextChange(due, respond, lowered.response, now), null)
}

/**
 * The first instant from `since` on at which the response is another one than `response`. A stage that circumstances
 * would lower to the same is no change: nobody is told a date on which nothing happens.
 */
const nextChange = (
  due: readonly Due[],
  respond: (stage: Due | null) => Lowered,
  response: Lowered['response'],
  since: Milliseconds,
): Next | null => {
  for (const at of [since, ...due.map(stage => stage.at).filter(at => at > since)]) {
    const then = respond(inForce(due, at)).response
    if (then !== response) return { response: then, at }
  }
  return null
}
