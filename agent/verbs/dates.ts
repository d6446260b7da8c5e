const DAY = 86_400_000
const HOUR = 3_600_000
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `2026-11-21 10:00`, UTC: what is said does not depend on where the machine stands. */
export const minuteOf = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ')

/** `14 Dec 2026`, UTC. */
export const dayOf = (at: number): string => {
  const day = new Date(at)
  return `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()] ?? ''} ${day.getUTCFullYear()}`
}

/**
 * `in 3 days`, `in 5 hours`, `2 days ago`: as a calendar counts, in UTC as the dates beside it; so a notice and a page
 * say the same of one day.
 */
export const fromNow = (at: number, now: number): string => {
  const away = Math.abs(at - now)
  if (away < HOUR) return at >= now ? 'within the hour' : 'within the last hour'
  const days = Math.abs(Math.floor(at / DAY) - Math.floor(now / DAY))
  const span = days >= 2 ? counted(days, 'day') : counted(Math.floor(away / HOUR), 'hour')
  return at >= now ? `in ${span}` : `${span} ago`
}

/** `1 entry`, `2 entries`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`
