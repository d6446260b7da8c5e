/** Longer words are typed by no one. */
const MOST = 64

/** @returns the candidate that `word` was probably meant to be, null where none is near. The first of equals. */
export const closest = (word: string, candidates: Iterable<string>): string | null => {
  if (word.length > MOST) return null
  let best: string | null = null
  let least = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of candidates) {
    if (candidate.length > MOST) continue
    const edits = begins(word, candidate) ? 1 : distance(word.toLowerCase(), candidate.toLowerCase())
    if (edits >= least) continue
    best = candidate
    least = edits
  }
  return best
}

/** `did you mean X?`, or null. */
export const didYouMean = (word: string, candidates: Iterable<string>): string | null => {
  const near = closest(word, candidates)
  return near === null ? null : `did you mean ${near}?`
}

/** A word that was left half written. */
const begins = (word: string, candidate: string): boolean => word.length >= 3 && candidate.startsWith(word)

/** Edits between two words; a swap of neighbours is one (optimal string alignment). */
const distance = (a: string, b: string): number => {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swap = swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change, swap))
    }
    before = row
    row = next
  }
  return row[b.length] ?? 0
}
