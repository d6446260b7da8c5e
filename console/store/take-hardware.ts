import { leaveNumbers } from './day-count.ts'
import { raiseFlag } from './flag-rows.ts'
import type { DeviceStanding, Standing } from './standing.ts'
import type { Tx } from './tables.ts'

/**
 * A device says by which hardware it runs. Another key on hardware that is known already waits for a person, and the
 * older one stays as it is: a token that got about must not take over a machine. A machine that has said goodbye may come
 * back as somebody new. Another hardware below the same key means that the key was copied, or its disk moved.
 */
export const takeHardware = (
  standing: Standing,
  device: DeviceStanding,
  hardware: string,
  at: number,
  later: (query: (tx: Tx) => Promise<unknown>) => void,
): void => {
  const before = device.hardware
  if (before === hardware) return
  if (before !== null) later(tx => raiseFlag(tx, { device: device.id, evidence: 'other-hardware', since: at }))
  device.hardware = hardware
  const sharing = standing.byHardware.get(hardware) ?? []
  standing.byHardware.set(hardware, [...sharing, device])
  for (const other of sharing) {
    if (other.id === device.id || other.state === 'replaced') continue
    if (other.state === 'unenrolled') {
      later(tx => tx.updateTable('device').set({ state: 'replaced' }).where('id', '=', other.id).execute())
      continue
    }
    later(tx => raiseFlag(tx, { device: device.id, evidence: 'same-hardware', other: other.id, since: at }))
    later(tx => raiseFlag(tx, { device: other.id, evidence: 'same-hardware', other: device.id, since: at }))
    const isNewer = before === null && device.enrolledAt >= other.enrolledAt
    if (!isNewer || device.state !== 'enrolled') continue
    leaveNumbers(standing, device, at, 'never counted')
    device.state = 'pending'
  }
}
