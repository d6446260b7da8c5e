import type { Because, Circumstances, Milliseconds, Response } from './words.ts'
import { RESPONSES } from './words.ts'

/** So long may a device be without a fresh word from the console and still block. */
export const FRESH_FOR: Milliseconds = 7 * 86_400_000

export type Lowered = { readonly response: Response; readonly lowered: Because['lowered'] }

/**
 * What circumstances leave of a response. They only ever lower, and nothing blocks unless two signatures let its rule.
 * The reason named is the one that lowers furthest; among equals the one that a person put there.
 */
export const lower = (response: Response, rule: string, held: Circumstances, now: Milliseconds): Lowered => {
  const stale = held.lastFreshWord === null || now - held.lastFreshWord > FRESH_FOR
  const limits: readonly (readonly [boolean, Response, Because['lowered']])[] = [
    [held.standDown, 'observe', 'stand-down'],
    [held.safeMode, 'observe', 'safe-mode'],
    [held.tripped.includes(rule), 'warn', 'tripped'],
    [!held.mayBlock.includes(rule), 'warn', 'block-not-signed'],
    [stale, 'warn', 'stale'],
  ]
  const limit = limits.find(([holds, most]) => holds && above(response, most))
  return limit === undefined ? { response, lowered: null } : { response: limit[1], lowered: limit[2] }
}

const above = (response: Response, most: Response): boolean => RESPONSES.indexOf(response) > RESPONSES.indexOf(most)
