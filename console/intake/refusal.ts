import type { DeviceState } from '../store/for-fleet.ts'
import type { Appended, RefusalCode } from '../store/for-intake.ts'
import type { Ending } from './closing.ts'

/** How a connection ends whose entries the store did not take. */
const ENDINGS: Record<RefusalCode, Ending> = {
  fork: ['out-of-order', 'ledger fork'],
  'out-of-order': ['out-of-order', 'expected'],
  'broken-chain': ['malformed', 'broken chain'],
  'unknown-device': ['not-authenticated', 'not enrolled'],
  revoked: ['revoked', 'nothing more is taken'],
}

/** How a connection ends whose key is proven and no longer welcome; null for one that may come in. */
export const notAdmitted = (state: DeviceState): Ending | null => {
  if (state === 'revoked') return ['revoked', 'an admin has ended the enrolment of this device']
  return state === 'replaced' ? ['revoked', 'a newer key of this machine was approved in its place'] : null
}

/** @returns the word and the detail to close with. */
export const endingFor = ({ code, seq }: Extract<Appended, { is: 'refused' }>): Ending => {
  const [word, detail] = ENDINGS[code]
  return [word, `${detail} at entry ${seq}`]
}

/** What the store threw is our own failure, and nobody else learns more of it than that. */
export const NOT_STORED: Ending = ['failed', 'not stored']
