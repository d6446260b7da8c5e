import { Refusal } from '../refusal.ts'
import type { Decided } from '../store/for-fleet.ts'
import { type DeviceAnswer, type Fleet, showDevice } from './devices.ts'

export type Deciding = Fleet & {
  /** Another number of devices counts than before; those that are closed may not connect any more. */
  readonly decided: (device: string, closed: readonly string[]) => void
}

/** It counts from now on. @param others what becomes of other keys on its hardware. @throws Refusal `not-found`. */
export const approveDevice = (
  of: Deciding,
  id: string,
  others: 'keep' | 'replace',
  who: string,
): Promise<DeviceAnswer> =>
  decide(of, id, of.store.approve(id, others, { at: of.now(), who, action: 'device-approved', subject: id }))

/** Nothing of it is taken any more; what it has sent stays. @throws Refusal `not-found`. */
export const revokeDevice = (of: Deciding, id: string, who: string): Promise<DeviceAnswer> =>
  decide(of, id, of.store.revoke(id, { at: of.now(), who, action: 'device-revoked', subject: id }))

const decide = async (of: Deciding, id: string, asked: Promise<Decided | null>): Promise<DeviceAnswer> => {
  const decided = await asked
  if (decided === null) throw new Refusal('not-found', 'There is no such device: look it up in the list of devices.')
  of.decided(id, decided.closed)
  return showDevice(of, id)
}
