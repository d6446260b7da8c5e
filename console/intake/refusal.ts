import type { RefusalCode } from '../store/for-intake.ts'
import type { Ending } from './closing.ts'

/** How a connection ends whose entries the store did not take. */
const ENDINGS: Record<RefusalCode, Ending> = {
  fork: ['out-of-order', 'ledger fork'],
  'out-of-order': ['out-of-order', 'expected'],
  'broken-chain': ['malformed', 'broken chain'],
  'unknown-device': ['not-authenticated', 'not enrolled'],
}

/**
 * @param error what `appendEntries` threw.
 * @returns the word and the detail to close with; anything but a refusal is our own failure, and says no more than that.
 */
export const endingOf = (error: unknown): Ending => {
  const { code, seq } = (error instanceof Error ? error : {}) as { code?: unknown; seq?: unknown }
  const ending = Object.entries(ENDINGS).find(([known]) => known === code)?.[1]
  if (ending === undefined) return ['failed', 'not stored']
  return [ending[0], `${ending[1]} at entry ${Number(seq)}`]
}
