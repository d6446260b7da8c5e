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
  const day = openDay(standing, verdict, dayOf(at))
  device.open.set(verdict, { open, lastDay: day.day, changed: true })
  const came = was === 0 && by === 1
  const went = open === 0 && by === -1
  if (!came && !went) return
  if (came && before?.lastDay !== day.day) day.had++
  day.atEnd += came ? 1 : -1
  day.changed = true
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
