import type { Policy, Rule } from '../language/policy.ts'
import { type Case, decideBan } from './ban.ts'
import { lower } from './lower.ts'
import { matchRule } from './match-rule.ts'
import { withinPercent } from './percent.ts'
import type { Because, Circumstances, Decision, DeviceFacts, History, Milliseconds, Subject } from './words.ts'

/**
 * What a policy means for one tool in one place, now. Pure and total: the same arguments give the same answer on the
 * device, in a preview and in a test. Whether a deferral silences a notice is no question of it: a deferral lowers no
 * response and moves no deadline, so it belongs to whoever decides which notice is due.
 */
export const evaluate = (
  policy: Policy,
  subject: Subject,
  history: History,
  device: DeviceFacts,
  circumstances: Circumstances,
  now: Milliseconds,
): Decision => {
  const given: Case = { policy, subject, history, device, circumstances, now }
  const speaks = matchRule(policy, subject, device)
  if (speaks.by === 'sanctioned') return leave('sanctioned', null)
  if (speaks.by === 'nobody') return unreviewed(given, null)
  if (speaks.rule.verdict === 'banned') return decideBan(speaks.rule, given)
  if (speaks.rule.verdict === 'unreviewed') return unreviewed(given, speaks.rule)
  return leave(speaks.rule.verdict, speaks.rule)
}

const leave = (verdict: 'sanctioned' | 'allowed', rule: Rule | null): Decision => ({
  verdict,
  response: 'observe',
  because: { rule: rule?.id ?? null, stage: null, lowered: null },
  next: null,
  exception: null,
})

const unreviewed = (given: Case, rule: Rule | null): Decision => {
  const answer = (response: 'observe' | 'notify', lowered: Because['lowered']): Decision => ({
    verdict: 'unreviewed',
    response,
    because: { rule: rule?.id ?? null, stage: null, lowered },
    next: null,
    exception: null,
  })
  if (given.policy.unreviewed === 'observe') return answer('observe', null)
  if (given.subject.state === 'trace') return answer('observe', 'trace')
  if (rule !== null && !withinPercent(rule.id, given.device.id, rule.percent ?? 100))
    return answer('observe', 'outside-percent')
  const { lowered } = lower('notify', rule?.id ?? '', given.circumstances, given.now)
  return answer(lowered === null ? 'notify' : 'observe', lowered)
}
