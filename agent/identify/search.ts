/**
 * Many texts, one pass: Wu and Manber, "A fast algorithm for multi-pattern searching" (1994), with blocks of two bytes.
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

/** Steps are kept in a byte each. */
const LONGEST_STEP = 255

/** @param texts at least one byte each. Each is looked for as UTF-8 and as UTF-16LE: Bun keeps some sources so. */
export const compileSearch = (texts: readonly string[]): Search => {
  const patterns = texts.flatMap((text, index) => [
    { index, bytes: Buffer.from(text, 'utf8') },
    { index, bytes: Buffer.from(text, 'utf16le') },
  ])
  if (patterns.some(pattern => pattern.bytes.length < 2)) throw new TypeError('search: a text of at least two bytes')
  const overlap = Math.max(1, ...patterns.map(pattern => pattern.bytes.length)) - 1
  if (patterns.length === 0) return { count: 0, overlap: 0, run: () => {} }

  const window = Math.min(LONGEST_STEP, ...patterns.map(pattern => pattern.bytes.length))
  // How far the window may move on when its last two bytes are this block; 0: a text may end its window here.
  const step = new Uint8Array(0x1_0000).fill(window - 1)
  const ending = new Map<number, typeof patterns>()
  for (const pattern of patterns) {
    for (let end = 2; end <= window; end++) {
      const block = (pattern.bytes[end - 2] ?? 0) | ((pattern.bytes[end - 1] ?? 0) << 8)
      step[block] = Math.min(step[block] ?? 0, window - end)
      if (end === window) ending.set(block, [...(ending.get(block) ?? []), pattern])
    }
  }

  const occurs = (pattern: Uint8Array, bytes: Uint8Array, start: number, length: number): boolean => {
    if (start + pattern.length > length) return false
    for (let i = 0; i < pattern.length; i++) if (bytes[start + i] !== pattern[i]) return false
    return true
  }

  const run: Search['run'] = (bytes, length, found) => {
    let last = window - 1
    while (last < length) {
      const block = (bytes[last - 1] ?? 0) | ((bytes[last] ?? 0) << 8)
      const move = step[block] ?? 0
      if (move > 0) {
        last += move
        continue
      }
      for (const pattern of ending.get(block) ?? [])
        if (found[pattern.index] === 0 && occurs(pattern.bytes, bytes, last - window + 1, length))
          found[pattern.index] = 1
      last++
    }
  }
  return { count: texts.length, overlap, run }
}
