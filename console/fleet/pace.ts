import { Refusal } from '../refusal.ts'

/** So many in a minute, from everywhere together: what one address may do, HTTP holds. @throws Refusal `too-many`. */
export const openPace = (most: number, now: () => number): (() => void) => {
  let minute = Number.NEGATIVE_INFINITY
  let count = 0
  return () => {
    const at = Math.floor(now() / 60_000)
    if (at !== minute) {
      minute = at
      count = 0
    }
    if (++count > most)
      throw new Refusal('too-many', 'Too many devices enrol at once: try again in a minute, as the agent does.')
  }
}
