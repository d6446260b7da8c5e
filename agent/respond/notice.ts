import type { Decision, History, Milliseconds, Next, Response } from '../../policies/decide/words.ts'
import type { Catalog } from '../../policies/language/catalog-entry.ts'
import { milliseconds } from '../../policies/language/leaves.ts'
import type { Policy, Rule } from '../../policies/language/policy.ts'
import { productName } from '../../policies/language/product-name.ts'
import type { Detection } from '../../protocol/detection.ts'

/** What one notice tells, as data; `notice-words.ts` says it in a language. */
export type Notice = {
  readonly detection: string
  readonly account: string
  readonly response: Exclude<Response, 'observe'>
  readonly found: {
    readonly name: string
    readonly version: string | null
    readonly state: 'running' | 'present'
    readonly at: Milliseconds
  }
  readonly verdict: 'unreviewed' | 'banned'
  /** The company's words; null where its policy has none. */
  readonly reason: { readonly en: string; readonly zh?: string | undefined } | null
  readonly next: Next | null
  /** What to use instead, as people call it. */
  readonly instead: string
  /** Where an exception is asked for. */
  readonly link: string | null
}

export type Occasion = {
  readonly detection: Detection
  readonly decision: Decision
  readonly policy: Policy
  readonly catalog: Catalog
  readonly history: History
  /** The response that the last notice of this detection spoke of; null when none was shown. */
  readonly lastResponse: Response | null
  /** When this account was last shown a notice about this tool, in whichever place it lies. */
  readonly toolNoticed: Milliseconds | null
  /** When a notice of this detection was last tried and reached nobody. */
  readonly missed: Milliseconds | null
  /** The tool was started since the last look. */
  readonly started: boolean
  /** The account has a desktop session. Without one a notice waits for the tool's start: its terminal is the place. */
  readonly desktop: boolean
  readonly now: Milliseconds
}

const DAY = 86_400_000

/** @returns the notice that is due now, or null. Who calls shows it and writes down whether it reached anybody. */
export const dueNotice = (occasion: Occasion): Notice | null => {
  const { detection, decision, policy, catalog } = occasion
  const { account, state } = detection
  if (decision.verdict !== 'banned' && decision.verdict !== 'unreviewed') return null
  if (decision.response === 'observe' || decision.exception !== null || account === null) return null
  if (state !== 'running' && !(state === 'present' && occasion.desktop)) return null
  const rule = policy.rules.find(one => one.id === decision.because.rule)
  if (!isTime(occasion, remindOf(rule, decision))) return null
  return {
    detection: detection.id,
    account,
    response: decision.response,
    found: { name: detection.name, version: detection.version, state, at: detection.lastSeen },
    verdict: decision.verdict,
    reason: rule?.notice?.reason ?? null,
    next: decision.next,
    instead: productName(catalog, policy.sanctioned),
    link: rule?.notice?.link ?? null,
  }
}

const isTime = (occasion: Occasion, remind: Milliseconds | null): boolean => {
  const { history, now, toolNoticed, missed } = occasion
  const since = (at: Milliseconds | null): number => (at === null ? Number.POSITIVE_INFINITY : now - at)
  if (history.deferredUntil !== null && history.deferredUntil > now) return false
  // Nobody has seen one yet: the moment of the start is the moment to say it; else not again and again into the void.
  if (toolNoticed === null) return occasion.started || since(missed) >= DAY
  const told = occasion.lastResponse === occasion.decision.response
  if (told && (remind === null || since(history.lastNotice) < remind)) return false
  return since(toolNoticed) >= Math.min(DAY, remind ?? DAY)
}

/** The least time between two notices of one response. A stage that was lowered keeps the one before it. */
const remindOf = (rule: Rule | undefined, { because }: Decision): Milliseconds | null => {
  const stages = rule?.stages?.slice(0, (because.stage ?? 0) + 1) ?? []
  const speaks = because.lowered === null ? stages.slice(-1) : stages
  const remind = speaks.findLast(stage => stage.remind !== undefined)?.remind
  return remind === undefined ? null : milliseconds(remind)
}
