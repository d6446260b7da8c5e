import type { Appended, RefusalCode } from '../store/for-intake.ts'
import type { Ending } from './closing.ts'

/** How a connection ends whose entries the store did not take. */
const ENDINGS: Record<RefusalCode, Ending> = {
  fork: ['out-of-order', 'ledger fork'],
  'out-of-order': ['out-of-order', 'expected'],
  'broken-chain': ['malformed', 'broken chain'],
  'unknown-device': ['not-authenticated', 'not enrolled'],
}

/** @returns the word and the detail to close with. */
export const endingFor = ({ code, seq }: Extract<Appended, { is: 'refused' }>): Ending => {
  const [word, detail] = ENDINGS[code]
  return [word, `${detail} at entry ${seq}`]
}

/** What the store threw is our own failure, and nobody else learns more of it than that. */
export const NOT_STORED: Ending = ['failed', 'not stored']
