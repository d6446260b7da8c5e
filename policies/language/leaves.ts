import * as z from 'zod/mini'

/** Leaves of the policy language. */

export const Slug = z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower-case words joined by hyphens'))
export const Text = (most: number) => z.string().check(z.minLength(1), z.maxLength(most))
/** `3d`, `12h`, `30m`. */
export const Duration = z.string().check(z.regex(/^[1-9]\d{0,3}[dhm]$/, 'a duration such as 3d, 12h or 30m'))
/** A real day, `2026-12-01`: 00:00 UTC where something begins, the whole day where something ends. */
export const Day = z.string().check(
  z.regex(/^\d{4}-\d{2}-\d{2}$/, 'a date such as 2026-12-01'),
  z.refine(
    day => !/^\d{4}-\d{2}-\d{2}$/.test(day) || new Date(`${day}T00:00:00Z`).toJSON()?.slice(0, 10) === day,
    'no such day',
  ),
)

const UNIT = { d: 86_400_000, h: 3_600_000, m: 60_000 } as const
/** @param duration as `Duration` allows it. @returns milliseconds. */
export const milliseconds = (duration: string): number =>
  Number(duration.slice(0, -1)) * UNIT[duration.slice(-1) as keyof typeof UNIT]
/** @param day as `Day` allows it. @returns 00:00 UTC of that day, ms since the epoch. */
export const startOf = (day: string): number => Date.parse(`${day}T00:00:00Z`)
/** @returns the first millisecond after `day`, UTC. */
export const endOf = (day: string): number => startOf(day) + UNIT.d
