import type { Exception, Policy, Rule } from '../language/policy.ts'
import { evaluate } from './evaluate.ts'
import type { Circumstances, DeviceFacts, History, Subject } from './words.ts'

/** For tests: the plain case, a product that is banned in three stages. A test says only what is different in its own. */

export const DAY = 86_400_000
/** The plain case begins here: 1 December 2026. `now` and `seen` are days after it. */
export const START = Date.parse('2026-12-01T00:00:00Z')
export const at = (days: number): number => START + days * DAY

const subject: Subject = {
  tool: 'alpha-cli',
  product: 'alpha',
  category: 'cli',
  account: 'lin',
  state: 'present',
  sha256: 'a'.repeat(64),
  signer: 'Alpha Inc.',
}
const history: History = {
  firstSeen: START,
  noticesShown: 0,
  lastNotice: null,
  deferralsUsed: 0,
  deferredUntil: null,
  pausedFor: 0,
  disputedSince: null,
}
export const device: DeviceFacts = { id: `d-${'0'.repeat(32)}`, platform: 'linux', tags: ['engineering'] }
const ban: Rule = {
  id: 'ban',
  match: { products: ['alpha'] },
  verdict: 'banned',
  stages: [
    { response: 'notify', from: '2026-12-01' },
    { response: 'warn', after: '3d', remind: '1d', deferrals: 3 },
    { response: 'block', after: '14d' },
  ],
}
export const exception: Exception = { id: 'e-1', rule: 'ban', until: '2026-12-20', reason: 'r', approvedBy: 'kim' }
const plain: Policy = { policy: 'p', sanctioned: 'omega', unreviewed: 'notify', rules: [ban] }

/** Instants are days after 1 December 2026. */
export type Given = {
  policy?: Partial<Policy>
  rule?: Partial<Rule>
  subject?: Partial<Subject>
  history?: Partial<History>
  device?: Partial<DeviceFacts>
  held?: Partial<Circumstances>
  now: number
}
export const decide = (given: Given) => {
  const now = at(given.now)
  const free = { lastFreshWord: now, mayBlock: ['ban'], tripped: [], safeMode: false, standDown: false }
  return evaluate(
    { ...plain, rules: [{ ...ban, ...given.rule }], ...given.policy },
    { ...subject, ...given.subject },
    { ...history, ...given.history },
    { ...device, ...given.device },
    { ...free, ...given.held },
    now,
  )
}
/** `response`, what lowered it, and the next change with its day: `warn, block 14`. */
export const worded = (given: Given): string => {
  const { response, because, next } = decide(given)
  const why = because.lowered === null ? '' : ` (${because.lowered})`
  return `${response}${why}${next === null ? '' : `, ${next.response} ${(next.at - START) / DAY}`}`
}
