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

type Pattern = {
  readonly index: number
  readonly bytes: Uint8Array
  /** Where in it the part begins that the window is laid over. */
  readonly at: number
}

const BLOCK = 3
/** Steps are kept in a byte each. */
const LONGEST_STEP = 255
/** Blocks are folded into 16 bits: a table of that size stays in the processor's nearest cache. */
const FOLDED = 0x1_0000

/** @param texts at least three bytes each. Each is looked for as UTF-8 and as UTF-16LE: Bun keeps some sources so. */
export const compileSearch = (texts: readonly string[]): Search => {
  const patterns: Pattern[] = texts.flatMap((text, index) => [
    { index, bytes: Buffer.from(text, 'utf8'), at: 0 },
    { index, bytes: Buffer.from(text, 'utf16le'), at: text.length > 1 ? 1 : 0 },
  ])
  if (patterns.some(({ bytes }) => bytes.length < BLOCK)) throw new TypeError('search: a text of at least three bytes')
  const overlap = Math.max(1, ...patterns.map(({ bytes }) => bytes.length)) - 1
  if (patterns.length === 0) return { count: 0, overlap: 0, run: () => {} }

  // From their second byte on, texts in UTF-16 end a window of even length with two letters instead of one between zeros.
  const window = Math.min(LONGEST_STEP, ...patterns.map(({ bytes, at }) => bytes.length - at))
  // How far the window may move on when its last three bytes are this block; 0: a text may end its window here.
  const step = new Uint8Array(FOLDED).fill(window - BLOCK + 1)
  // Which list of texts that is, for 0.
  const ending = new Uint16Array(FOLDED)
  const lists: Pattern[][] = [[]]
  for (const pattern of patterns) {
    for (let end = BLOCK; end <= window; end++) {
      const block = folded(pattern.bytes, pattern.at + end - 1)
      step[block] = Math.min(step[block] ?? 0, window - end)
      if (end < window) continue
      if (ending[block] === 0) ending[block] = lists.push([]) - 1
      lists[ending[block] ?? 0]?.push(pattern)
    }
  }

  const compare = (bytes: Uint8Array, last: number, length: number, found: Uint8Array): void => {
    const list = lists[ending[folded(bytes, last)] ?? 0] ?? []
    for (let i = 0; i < list.length; i++) {
      const pattern = list[i]
      if (pattern === undefined || found[pattern.index] === 1) continue
      if (occurs(pattern.bytes, bytes, last - window + 1 - pattern.at, length)) found[pattern.index] = 1
    }
  }
  /** Windows that end from `from` on, up to `to`. */
  const runAlone = (bytes: Uint8Array, from: number, to: number, length: number, found: Uint8Array): void => {
    for (let last = from; last < to; ) {
      const move = step[folded(bytes, last)] ?? 0
      if (move === 0) compare(bytes, last, length, found)
      last += move === 0 ? 1 : move
    }
  }
  // Each step has to wait for the table, which says how far it is; three that do not depend on each other wait together.
  const run: Search['run'] = (bytes, length, found) => {
    const third = Math.max(0, Math.floor((length - window + 1) / 3))
    const [endA, endB] = [window - 1 + third, window - 1 + 2 * third]
    let [a, b, c] = [window - 1, endA, endB]
    while (a < endA && b < endB && c < length) {
      const moveA = step[folded(bytes, a)] ?? 0
      const moveB = step[folded(bytes, b)] ?? 0
      const moveC = step[folded(bytes, c)] ?? 0
      if (moveA === 0) compare(bytes, a, length, found)
      if (moveB === 0) compare(bytes, b, length, found)
      if (moveC === 0) compare(bytes, c, length, found)
      a += moveA === 0 ? 1 : moveA
      b += moveB === 0 ? 1 : moveB
      c += moveC === 0 ? 1 : moveC
    }
    runAlone(bytes, a, endA, length, found)
    runAlone(bytes, b, endB, length, found)
    runAlone(bytes, c, length, length, found)
  }
  return { count: texts.length, overlap, run }
}

/** The block that ends with the byte at `last`. */
const folded = (bytes: Uint8Array, last: number): number =>
  ((bytes[last - 2] ?? 0) | ((bytes[last - 1] ?? 0) << 8)) ^ ((bytes[last] ?? 0) << 8)

const occurs = (pattern: Uint8Array, bytes: Uint8Array, start: number, length: number): boolean => {
  if (start < 0 || start + pattern.length > length) return false
  for (let i = 0; i < pattern.length; i++) if (bytes[start + i] !== pattern[i]) return false
  return true
}
