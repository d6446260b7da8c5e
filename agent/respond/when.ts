import type { Milliseconds } from '../../policies/decide/words.ts'

/** Dates and hours as a person reads them, by the clock on their wall, in both forms: the day, and how far away. */

const MONTHS = 'January February March April May June July August September October November December'.split(' ')
const HOUR = 3_600_000
const DAY = 24 * HOUR

const two = (figure: number): string => String(figure).padStart(2, '0')

/** `10:42`. */
export const hourOf = (at: Milliseconds): string => {
  const date = new Date(at)
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}

/** `15 December 2026`; `2026 年 12 月 15 日`. */
export const dayEn = (at: Milliseconds): string => {
  const date = new Date(at)
  return `${date.getDate()} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`
}
export const dayZh = (at: Milliseconds): string => {
  const date = new Date(at)
  return `${date.getFullYear()} 年 ${date.getMonth() + 1} 月 ${date.getDate()} 日`
}

type Away = { readonly count: number; readonly unit: 'day' | 'hour' }

const midnight = (at: Milliseconds): Milliseconds => {
  const date = new Date(at)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}

/** How far `at` lies ahead, as a calendar counts: days from the day after tomorrow on, else whole hours, at least one. */
export const away = (at: Milliseconds, now: Milliseconds): Away => {
  const days = Math.round((midnight(at) - midnight(now)) / DAY)
  if (days >= 2) return { count: days, unit: 'day' }
  return { count: Math.max(1, Math.ceil((at - now) / HOUR)), unit: 'hour' }
}
export const awayEn = ({ count, unit }: Away): string => `in ${count} ${unit}${count === 1 ? '' : 's'}`
export const awayZh = ({ count, unit }: Away): string => `还有 ${count} ${unit === 'day' ? '天' : '小时'}`
