/** How many may come at once, and how many a second on average. */
export type Pace = { readonly burst: number; readonly perSecond: number }

/**
 * A bucket of tokens. A clock that jumps back refills nothing and takes nothing away.
 * @returns takes one; false where none is left.
 */
export const openBucket = ({ burst, perSecond }: Pace, now: () => number): (() => boolean) => {
  let left = burst
  let at = now()
  return () => {
    const time = now()
    left = Math.min(burst, left + (Math.max(0, time - at) / 1_000) * perSecond)
    at = time
    if (left < 1) return false
    left -= 1
    return true
  }
}
