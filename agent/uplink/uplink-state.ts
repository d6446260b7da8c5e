import type { CloseWord } from '../../protocol/frames.ts'

/** Instants are ms since the Unix epoch. */
export type UplinkState =
  | { readonly is: 'idle' }
  | { readonly is: 'connecting'; readonly attempt: number }
  /** Connected; who is who is not settled. */
  | { readonly is: 'proving'; readonly attempt: number }
  | { readonly is: 'streaming'; readonly since: number }
  | { readonly is: 'waiting'; readonly until: number; readonly attempt: number; readonly why: Over }

/**
 * Why a connection is over: a word of the console's or of ours, `lost` where there was none, `not-secure` where none came
 * about that could be trusted.
 */
export type Over = { readonly word: CloseWord | 'lost' | 'not-secure'; readonly reason: string }

/** What may be wrong without the connection being so. Named as in reports, for `status`, console and exit code. */
export const UPLINK_CONDITIONS = [
  /** The console holds another history of this device than its ledger: nothing is sent until a person has looked. */
  'ledger-fork',
  /** The console asks for entries whose bodies retention has erased here. */
  'ledger-gap',
  /** The newest policy was not taken: the last good one stays. */
  'policy-refused',
  /** The console turns this device away, each time. */
  'console-refuses',
  /** What answers there is not proven to be the console: it was told nothing. */
  'console-not-proven',
  /** No connection to the console came about that could be trusted: certificate, authority or clock are wrong. */
  'connection-not-secure',
] as const
export type UplinkCondition = (typeof UPLINK_CONDITIONS)[number]

export type OnCondition = (condition: UplinkCondition, state: 'raised' | 'cleared', detail: string) => void

/** Says only what has changed: a reconnection a minute with the same fault is one condition, not sixty. */
export const openConditions = (say: OnCondition) => {
  const raised = new Map<UplinkCondition, string>()
  return {
    raise: (condition: UplinkCondition, detail: string): void => {
      if (raised.get(condition) === detail) return
      raised.set(condition, detail)
      say(condition, 'raised', detail)
    },
    clear: (condition: UplinkCondition): void => {
      if (raised.delete(condition)) say(condition, 'cleared', '')
    },
  }
}
export type Conditions = ReturnType<typeof openConditions>
