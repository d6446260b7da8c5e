/** Which file, in which state: another one of these, and it is read again. Whole numbers as digits; times in ns. */
export type FileState = {
  readonly dev: string
  readonly ino: string
  readonly size: string
  readonly mtime: string
  readonly ctime: string
}

/** @param stat of `node:fs`, with `bigint`. */
export const stateOf = (stat: {
  readonly dev: bigint
  readonly ino: bigint
  readonly size: bigint
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
}): FileState => ({
  dev: String(stat.dev),
  ino: String(stat.ino),
  size: String(stat.size),
  mtime: String(stat.mtimeNs),
  ctime: String(stat.ctimeNs),
})

export const sameState = (a: FileState, b: FileState): boolean =>
  a.dev === b.dev && a.ino === b.ino && a.size === b.size && a.mtime === b.mtime && a.ctime === b.ctime
