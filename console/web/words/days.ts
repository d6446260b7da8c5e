/** The days of the overview's chart, laid out in percent and counts; drawn in pages/overview/chart.tsx. */

const DAY = 86_400_000
export const SHOWN = 30

export type Day = { readonly day: number; readonly banned: number; readonly sanctioned: number }
export type Column = Day & {
  /** Left edge and width of the day's place, in percent of the chart's width. */
  readonly x: number
  readonly width: number
  /** False before the first day that is known. */
  readonly known: boolean
}

/** Thirty days that end with the last one known; those that nothing is known of are empty places. */
export const columns = (days: readonly Day[]): Column[] => {
  const last = days.at(-1)
  if (last === undefined) return []
  const known = new Map(days.map(day => [day.day, day]))
  const width = 100 / SHOWN
  return Array.from({ length: SHOWN }, (_, index) => {
    const day = last.day - (SHOWN - 1 - index) * DAY
    const found = known.get(day)
    return { ...(found ?? { day, banned: 0, sanctioned: 0 }), known: found !== undefined, x: index * width, width }
  })
}

/** @returns the top of the scale and the lines in it: whole devices, at most five lines. */
export const scale = (days: readonly Day[]): { readonly top: number; readonly lines: readonly number[] } => {
  const most = Math.max(1, ...days.flatMap(({ banned, sanctioned }) => [banned, sanctioned]))
  const rough = most / 4
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)))
  const unit = [1, 2, 5, 10].map(factor => factor * power).find(step => step >= rough) ?? power * 10
  const count = Math.ceil(most / unit)
  return { top: count * unit, lines: Array.from({ length: count + 1 }, (_, index) => index * unit) }
}
