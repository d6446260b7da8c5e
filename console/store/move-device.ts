import type { Bulk } from './bulk.ts'
import { joinNumbers, leaveNumbers } from './day-count.ts'
import type { DeviceState } from './for-fleet.ts'
import { readCounters, type Standing } from './standing.ts'
import type { Tx } from './tables.ts'
import { writeDays } from './write-down.ts'

/** A device stands otherwise with us from now on, and the numbers follow. */
export const moveDevice = async (
  tx: Tx,
  bulk: Bulk,
  { id, state }: { readonly id: string; readonly state: DeviceState },
  to: DeviceState,
  at: number,
): Promise<void> => {
  if (state === to) return
  await tx.updateTable('device').set({ state: to }).where('id', '=', id).execute()
  if (state !== 'enrolled' && to !== 'enrolled') return
  const open = await bulk.pick('deviceVerdict', ['verdict', 'open', 'lastDay'], ['device'], [{ device: id }])
  const device = { id, open: new Map(open.map(({ verdict, ...row }) => [verdict, { ...row, changed: false }])) }
  const standing: Standing = { devices: new Map(), days: new Map(), change: 0, byHardware: new Map() }
  await readCounters(tx, standing)
  if (to === 'enrolled') joinNumbers(standing, device, at)
  else leaveNumbers(standing, device, at, 'until now')
  await writeDays(bulk, [device], standing)
}
