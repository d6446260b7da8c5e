const NUMBERS = /\d+/g

/**
 * Newest first, for names such as `1.10.0_0`: number by number, a missing one counting as nought. `Intl.Collator` would do
 * it, and leave the daemon with half a megabyte of tables.
 */
export const newestFirst = (a: string, b: string): number => {
  const [mine, theirs] = [numbersIn(a), numbersIn(b)]
  for (let i = 0; i < Math.max(mine.length, theirs.length); i++) {
    const apart = (theirs[i] ?? 0n) - (mine[i] ?? 0n)
    if (apart !== 0n) return apart > 0n ? 1 : -1
  }
  return a === b ? 0 : a < b ? 1 : -1
}

const numbersIn = (name: string): bigint[] => (name.match(NUMBERS) ?? []).map(BigInt)
