/**
 * Many texts, one pass: Wu and Manber, "A fast algorithm for multi-pattern searching" (1994), with blocks of three bytes:
 * pairs of letters are so common that with some hundred texts of plain English every pair would shorten the step.
 * The shortest text sets the longest step, so texts of ten bytes and more make it fast.
 */
export type Search = {
  /** How many texts it looks for; each is known by its place in the list. */
  readonly count: number
  /** Bytes that two neighbouring pieces have to share, so that a text across their border is found in the later one. */
  readonly overlap: number
  /** Marks in `found`, by the text's place, each text that occurs in the first `length` bytes. */
  readonly run: (bytes: Uint8Array, length: number, found: Uint8Array) => void
}

type Pattern = { readonly index: number; readonly bytes: Uint8Array }

const BLOCK = 3
/** Steps are kept in a byte each. */
const LONGEST_STEP = 255
/** Blocks are folded into 16 bits: a table of that size stays in the processor's nearest cache. */
const FOLDED = 0x1_0000

/** @param texts at least three bytes each. Each is looked for as UTF-8 and as UTF-16LE: Bun keeps some sources so. */
export const compileSearch = (texts: readonly string[]): Search => {
  const patterns: Pattern[] = texts.flatMap((text, index) => [
    { index, bytes: Buffer.from(text, 'utf8') },
    { index, bytes: Buffer.from(text, 'utf16le') },
  ])
  if (patterns.some(({ bytes }) => bytes.length < BLOCK)) throw new TypeError('search: a text of at least three bytes')
  const overlap = Math.max(1, ...patterns.map(({ bytes }) => bytes.length)) - 1
  if (patterns.length === 0) return { count: 0, overlap: 0, run: () => {} }

  const window = Math.min(LONGEST_STEP, ...patterns.map(({ bytes }) => bytes.length))
  // How far the window may move on when its last three bytes are this block; 0: a text may end its window here.
  const step = new Uint8Array(FOLDED).fill(window - BLOCK + 1)
  // Which list of texts that is, for 0.
  const ending = new Uint16Array(FOLDED)
  const lists: Pattern[][] = [[]]
  for (const pattern of patterns) {
    for (let end = BLOCK; end <= window; end++) {
      const block = folded(pattern.bytes, end - 1)
      step[block] = Math.min(step[block] ?? 0, window - end)
      if (end < window) continue
      if (ending[block] === 0) ending[block] = lists.push([]) - 1
      lists[ending[block] ?? 0]?.push(pattern)
    }
  }

  const run: Search['run'] = (bytes, length, found) => {
    let last = window - 1
    while (last < length) {
      const block = folded(bytes, last)
      const move = step[block] ?? 0
      if (move > 0) {
        last += move
        continue
      }
      const start = last - window + 1
      for (const pattern of lists[ending[block] ?? 0] ?? [])
        if (found[pattern.index] === 0 && occurs(pattern.bytes, bytes, start, length)) found[pattern.index] = 1
      last++
    }
  }
  return { count: texts.length, overlap, run }
}

/** The block that ends with the byte at `last`. */
const folded = (bytes: Uint8Array, last: number): number =>
  ((bytes[last - 2] ?? 0) | ((bytes[last - 1] ?? 0) << 8)) ^ ((bytes[last] ?? 0) << 8)

const occurs = (pattern: Uint8Array, bytes: Uint8Array, start: number, length: number): boolean => {
  if (start + pattern.length > length) return false
  for (let i = 0; i < pattern.length; i++) if (bytes[start + i] !== pattern[i]) return false
  return true
}
