/**
 * Keeps a live list still while a person reads it. Rows that are shown change in place and keep their order; new ones
 * wait to be asked for. Whoever looks at the top of an untouched list sees them at once.
 */

export type Held<T> = {
  readonly rows: readonly T[]
  /** New rows that wait. */
  readonly waiting: number
  /** Keys of rows that were not shown before: they fade once. */
  readonly fresh: ReadonlySet<string>
}

/**
 * @param shown what the person sees now, null before anything was shown.
 * @param latest what the list is now.
 * @param free whether the list may move under the person's eyes.
 */
export const hold = <T>(
  shown: readonly T[] | null,
  latest: readonly T[],
  free: boolean,
  keyOf: (row: T) => string,
): Held<T> => {
  if (shown === null) return { rows: latest, waiting: 0, fresh: new Set() }
  const known = new Set(shown.map(keyOf))
  const added = latest.filter(row => !known.has(keyOf(row)))
  if (free) return { rows: latest, waiting: 0, fresh: new Set(added.map(keyOf)) }
  const now = new Map(latest.map(row => [keyOf(row), row]))
  const still = shown.map(row => now.get(keyOf(row)) ?? row)
  // What follows the last row that is shown is the next page, not news.
  const last = latest.findLastIndex(row => known.has(keyOf(row)))
  const next = last === -1 ? [] : latest.slice(last + 1)
  return { rows: [...still, ...next], waiting: added.length - next.length, fresh: new Set() }
}
