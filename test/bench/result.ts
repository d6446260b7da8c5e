/** What one side of a comparison took: the median and the ninety-ninth percentile, and whatever else the bench counts. */
export type Figures = { readonly p50: number; readonly p99: number; readonly [more: string]: number }

/** What `npm run bench -- NAME --json` prints; scripts depend on it. Peers run in the same command, interleaved. */
export type Result = {
  readonly bench: string
  readonly n: number
  readonly unit: string
  readonly ours: Figures
  readonly peers: Readonly<Record<string, Figures>>
  /** Ours by the peer's; below 1 is better than it. */
  readonly ratio: Readonly<Record<string, number>>
  readonly goal: string
  /** Computed from the figures above, never written by hand. */
  readonly met: boolean
  readonly notes: readonly string[]
}

/** Percentiles by the nearest rank. @throws RangeError without samples. */
export const figuresOf = (samples: readonly number[]): Figures => {
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (share: number): number => {
    const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
    if (value === undefined) throw new RangeError('no samples')
    return value
  }
  return { p50: at(0.5), p99: at(0.99) }
}
