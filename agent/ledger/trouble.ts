/** Why the ledger cannot write now: the machine's state, never the file's. */
export const TROUBLES = ['disk-full', 'ledger-unwritable'] as const
export type Trouble = (typeof TROUBLES)[number]

const FULL = 13
/** SQLite's own words for a machine that cannot write now: rights, memory, a read-only or full disk, no such place. */
const NOT_THE_FILE = new Set([3, 7, 8, 10, FULL, 14, 23])
/** A read past the end of a file that was cut: SQLite counts it among failures of the disk. */
const SHORT_READ = 522

/** SQLite's extended result code; null for what SQLite did not throw. */
export const errcode = (error: unknown): number | null => {
  const code: unknown = Reflect.get(Object(error), 'errcode')
  return typeof code === 'number' ? code : null
}

/** @returns null where the machine is not the reason. */
export const troubleOf = (error: unknown): Trouble | null => {
  const code = errcode(error)
  if (code === null || code === SHORT_READ || !NOT_THE_FILE.has(code & 0xff)) return null
  return (code & 0xff) === FULL ? 'disk-full' : 'ledger-unwritable'
}
