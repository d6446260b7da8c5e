import { LIMITS } from '../../protocol/limits.ts'
import { visible } from '../../protocol/text.ts'
import { CONDITIONS, type ConditionCode, type Severity } from './conditions.ts'

/** A condition that holds, from its first cause on. */
export type Raised = {
  readonly code: ConditionCode
  readonly since: number
  /** What raised it, per cause, such as the sensor's name; a condition is cleared when the last cause is. */
  readonly causes: ReadonlyMap<string, string>
}

export type Told = {
  readonly condition: ConditionCode
  readonly severity: Severity
  readonly since: number
  readonly detail: string
  readonly says: string
}

/** What of the raised conditions is told at `now`: old enough, and not explained by another one that is told. */
export const toldAt = (raised: readonly Raised[], now: number): Told[] => {
  const old = raised.filter(({ code, since }) => now - since >= CONDITIONS[code].visibleAfter)
  const codes = new Set(old.map(({ code }) => code))
  return old.filter(({ code }) => !CONDITIONS[code].hiddenBy.some(by => codes.has(by))).map(told)
}

/** @returns ms until the next of them is old enough to be told; null where all are. */
export const becomesVisibleIn = (raised: readonly Raised[], now: number): number | null => {
  const left = raised.map(({ code, since }) => since + CONDITIONS[code].visibleAfter - now).filter(ms => ms > 0)
  return left.length === 0 ? null : Math.min(...left)
}

const told = ({ code, since, causes }: Raised): Told => {
  const { severity, say } = CONDITIONS[code]
  const detail = [...causes]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([cause, why]) => [cause, why].filter(part => part !== '').join(': '))
    .filter(line => line !== '')
    .join('; ')
  const short = visible(detail, LIMITS.path - 256)
  return { condition: code, severity, since, detail: short, says: visible(say(instant(since), short), LIMITS.path) }
}

/** UTC: what is said does not depend on where the machine stands. */
const instant = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
