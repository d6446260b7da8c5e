import { productName } from '../policies/language/product-name.ts'
import type { Status, Viewer, WhyList } from '../protocol/desk.ts'
import { LIMITS } from '../protocol/limits.ts'
import { visible } from '../protocol/text.ts'
import type { Answers } from './desk/answer.ts'
import type { Health } from './health/health.ts'
import type { Judged } from './judge.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { InForce } from './read-in-force.ts'
import type { Rounds } from './rounds.ts'

/** What the daemon tells of itself to those who ask at the door. */
export type AnswersOptions = {
  readonly version: string
  readonly device: string
  readonly enrolledWith: () => string | null
  readonly connected: () => boolean
  readonly inForce: () => InForce | null
  readonly sensors: () => Status['sensors']
  readonly ledger: Ledger
  readonly health: Health
  readonly rounds: Rounds
}

export const answersOf = (options: AnswersOptions): Answers => {
  const { ledger, health, rounds } = options
  const policyNow = (): Status['policy'] => {
    const inForce = options.inForce()
    return inForce === null ? null : { policy: inForce.policy.policy, serial: inForce.serial }
  }
  return {
    status: () => {
      const console = options.enrolledWith()
      return {
        health: health.isDegraded() ? 'degraded' : 'healthy',
        agent: options.version,
        enrolled: console === null ? null : { device: options.device, console: visible(console, LIMITS.path) },
        connected: options.connected(),
        policy: policyNow(),
        sensors: options.sensors(),
        outbox: ledger.depth(),
        head: ledger.head(),
        conditions: health.told(),
        notSeen: rounds
          .last()
          .notSeen.slice(0, LIMITS.array)
          .map(({ what, why }) => ({ what: visible(what, LIMITS.path), why: visible(why, LIMITS.path) })),
        unsupported: health.unsupported(),
      }
    },
    ledger: (viewer, after) => ({ device: options.device, ...ledger.list(viewer, after) }),
    why: (viewer, id) => {
      const inForce = options.inForce()
      return {
        policy: policyNow(),
        sanctioned: inForce === null ? null : productName(inForce.catalog, inForce.policy.sanctioned),
        detections: rounds
          .last()
          .judged.filter(({ detection }) => (id === null || detection.id === id) && concerns(viewer, detection.account))
          .slice(0, LIMITS.array)
          .map(judged => explained(judged, inForce, ledger)),
      }
    },
  }
}

/** A person sees what is theirs and what is nobody's. */
const concerns = (viewer: Viewer, account: string | null): boolean =>
  viewer.all === true || account === null || account === viewer.account

const explained = (
  { detection, decision }: Judged,
  inForce: InForce | null,
  ledger: Ledger,
): WhyList['detections'][number] => {
  const notice = inForce?.policy.rules.find(rule => rule.id === decision.because.rule)?.notice
  const reason = notice?.reason
  return {
    detection,
    stage: decision.because.stage,
    lowered: decision.because.lowered,
    reason:
      reason === undefined
        ? null
        : {
            en: visible(reason.en, LIMITS.path),
            ...(reason.zh === undefined ? {} : { zh: visible(reason.zh, LIMITS.path) }),
          },
    link: notice?.link ?? null,
    history: ledger.history(detection.id),
  }
}
