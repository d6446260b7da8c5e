/** @returns the index that `move` leads to from `from`: the first row where there was none; null in an empty list. */
export const step = (keys: readonly string[], from: string | null, move: number): number | null => {
  if (keys.length === 0) return null
  const at = from === null ? -1 : keys.indexOf(from)
  if (at === -1) return move > 0 ? 0 : keys.length - 1
  return Math.min(keys.length - 1, Math.max(0, at + move))
}
