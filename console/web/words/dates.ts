/** A date both ways: `14 Dec 2026` and `in 3 days`. Instants are ms since the Unix epoch; `zone` is for tests. */

const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000

type Zone = string | undefined
const format = (options: Intl.DateTimeFormatOptions, zone: Zone): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', zone === undefined ? options : { ...options, timeZone: zone })

const relative = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' })

export const dayOf = (at: number, zone?: string): string =>
  format({ day: 'numeric', month: 'short', year: 'numeric' }, zone).format(at)

export const clockOf = (at: number, zone?: string): string =>
  format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, zone).format(at)

/** @returns `14 Dec 2026, 08:00`. */
export const exactly = (at: number, zone?: string): string => `${dayOf(at, zone)}, ${clockOf(at, zone)}`

/** The number of midnights between two instants, in the reader's own days. */
const midnights = (at: number, now: number, zone: Zone): number => {
  const day = (instant: number): number => {
    const part = Object.fromEntries(
      format({ year: 'numeric', month: 'numeric', day: 'numeric' }, zone)
        .formatToParts(instant)
        .map(({ type, value }) => [type, Number(value)]),
    )
    return Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day ?? 1)
  }
  return Math.round((day(at) - day(now)) / DAY)
}

/** @returns `in 3 days`, `2 hours ago`, `just now`. */
export const away = (at: number, now: number, zone?: string): string => {
  const gap = at - now
  const size = Math.abs(gap)
  if (size < MINUTE) return gap > 0 ? 'in a moment' : 'just now'
  if (size < HOUR) return relative.format(Math.trunc(gap / MINUTE), 'minute')
  const days = midnights(at, now, zone)
  if (days === 0 || size < 12 * HOUR) return relative.format(Math.trunc(gap / HOUR), 'hour')
  if (Math.abs(days) < 45) return relative.format(days, 'day')
  if (Math.abs(days) < 330) return relative.format(Math.round(days / 30.4), 'month')
  return relative.format(Math.round(days / 365.25), 'year')
}

/** Of something that is told by the hour only. @returns `this hour`, `last hour`, `3 hours ago`, `yesterday`. */
export const awayByHour = (at: number, now: number, zone?: string): string => {
  const hours = Math.floor(at / HOUR) - Math.floor(now / HOUR)
  if (hours === -1) return 'last hour'
  return Math.abs(hours) < 12 ? relative.format(hours, 'hour') : away(at, now, zone)
}

/** @returns `14 Dec 2026, in 3 days`. */
export const both = (at: number, now: number, zone?: string): string => `${dayOf(at, zone)}, ${away(at, now, zone)}`

/** The same of something that is told by the hour only. @returns `14 Dec 2026, this hour`. */
export const bothByHour = (at: number, now: number, zone?: string): string =>
  `${dayOf(at, zone)}, ${awayByHour(at, now, zone)}`

/** A change that has an hour: 00:00 UTC is another hour here. @returns `14 Dec 2026 08:00, in 3 days`. */
export const bothWithHour = (at: number, now: number, zone?: string): string =>
  `${dayOf(at, zone)} ${clockOf(at, zone)}, ${away(at, now, zone)}`

/** @param day `2026-12-01`, a day in UTC as policies and dossiers write it. @returns `1 Dec 2026`. */
export const writtenDay = (day: string): string => dayOf(Date.parse(`${day}T00:00:00Z`), 'UTC')

const UNITS = { d: 'day', h: 'hour', m: 'minute' } as const

/** @param duration as a policy writes it: `3d`, `12h`, `30m`. @returns `3 days`. */
export const lasting = (duration: string): string => {
  const count = Number(duration.slice(0, -1))
  const unit = UNITS[duration.slice(-1) as keyof typeof UNITS]
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
