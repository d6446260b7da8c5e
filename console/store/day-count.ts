import type { Verdict } from '../../policies/decide/words.ts'
import type { DeviceStanding, Standing } from './standing.ts'

export const DAY = 86_400_000

/** @returns 00:00 UTC of that instant's day. */
export const dayOf = (at: number): number => at - (at % DAY)

/**
 * Keeps the counts of the day while detections come and go, so that a trend is read without counting. A device counts
 * once a day and verdict, however often it comes and goes. Days are those of arrival: a late report changes no past day.
 */
export const countChange = (
  standing: Standing,
  device: DeviceStanding,
  verdict: Verdict,
  by: 1 | -1,
  at: number,
): void => {
  const before = device.open.get(verdict)
  const was = before?.open ?? 0
  const open = was + by
  if (device.state !== 'enrolled') {
    device.open.set(verdict, { open, lastDay: before?.lastDay ?? 0, changed: true })
    return
  }
  const day = openDay(standing, verdict, dayOf(at))
  device.open.set(verdict, { open, lastDay: day.day, changed: true })
  const came = was === 0 && by === 1
  const went = open === 0 && by === -1
  if (!came && !went) return
  if (came && before?.lastDay !== day.day) day.had++
  day.atEnd += came ? 1 : -1
  day.changed = true
}

/** What a device has counts from now on. */
export const joinNumbers = (standing: Standing, device: Pick<DeviceStanding, 'open'>, at: number): void => {
  for (const [verdict, row] of device.open) {
    if (row.open === 0) continue
    const day = openDay(standing, verdict, dayOf(at))
    if (row.lastDay !== day.day) day.had++
    day.atEnd++
    day.changed = true
    device.open.set(verdict, { ...row, lastDay: day.day, changed: true })
  }
}

/** What a device has counts no more; what it had today stays counted, unless it never should have been. */
export const leaveNumbers = (
  standing: Standing,
  device: Pick<DeviceStanding, 'open'>,
  at: number,
  until: 'until now' | 'never counted',
): void => {
  for (const [verdict, row] of device.open) {
    if (row.open === 0) continue
    const day = openDay(standing, verdict, dayOf(at))
    day.atEnd--
    day.changed = true
    if (until === 'until now' || row.lastDay !== day.day) continue
    day.had--
    device.open.set(verdict, { ...row, lastDay: 0, changed: true })
  }
}

/** Begins the day with what the last one ended with. @returns the day, never one before the last. */
const openDay = ({ days }: Standing, verdict: Verdict, day: number) => {
  const last = days.get(verdict)
  if (last !== undefined && last.day >= day) return last
  const carried = last?.atEnd ?? 0
  const begun = { day, had: carried, atEnd: carried, changed: true }
  days.set(verdict, begun)
  return begun
}
