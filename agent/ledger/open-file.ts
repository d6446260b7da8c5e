import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as z from 'zod/mini'
import { damageOf } from './intact.ts'
import { LOG_PAGES } from './log-room.ts'
import { HELD, SCHEMA } from './schema.ts'
import { errcode, troubleOf } from './trouble.ts'

/** Another process writes this ledger already. */
export class LedgerHeld extends Error {
  override readonly name = 'LedgerHeld'
}
/** A newer agent has written this ledger. */
export class LedgerNewer extends Error {
  override readonly name = 'LedgerNewer'
}

export type OpenedFile =
  | { readonly is: 'ready'; readonly db: DatabaseSync }
  | { readonly is: 'empty'; readonly db: DatabaseSync }
  | { readonly is: 'damaged'; readonly why: string }

const BUSY = 5
const READ_ONLY = 8

/** A file that SQLite does not read, or whose own tables do not read as what they are. */
const isDamage = (error: unknown): boolean => {
  if (errcode(error) !== null) return troubleOf(error) === null
  // By its name: naming the class brings 350 KB into the bundle, a table of every language among them.
  return error instanceof RangeError || (error instanceof Error && error.name === '$ZodError')
}

/**
 * Opens the file for this process alone. The lock is the kernel's, on the file itself, so no crash leaves it behind.
 * @throws LedgerHeld, or what SQLite throws.
 */
export const openLocked = (file: string): DatabaseSync => {
  const holder = path.join(path.dirname(file), 'ledger.holder')
  const db = new DatabaseSync(file, { timeout: 0, enableDoubleQuotedStringLiterals: false })
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    // Moving the log into the file is for a quiet moment, not for the commit that happens to fill it.
    db.exec(`PRAGMA wal_autocheckpoint = ${LOG_PAGES}`)
    // What retention erases is overwritten, not only unlinked.
    db.exec('PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF')
    db.exec('BEGIN IMMEDIATE; COMMIT')
  } catch (error) {
    db.close()
    if ((Number(errcode(error)) & 0xff) === BUSY)
      throw new LedgerHeld(`another waymark agent ${pidIn(holder)} has ${file} open: stop it first`)
    throw error
  }
  writeHolder(holder)
  return db
}

/** @throws LedgerHeld, LedgerNewer, or what SQLite throws where neither lock nor damage is the reason. */
export const openFile = (file: string): OpenedFile => {
  let db: DatabaseSync | null = null
  try {
    db = openLocked(file)
    const state = stateOf(db)
    if (state === 'newer') throw new LedgerNewer(`${file} was written by a newer agent: install that one again`)
    if (state === 'ready' || state === 'empty') return { is: state, db }
    db.close()
    return { is: 'damaged', why: state.damaged }
  } catch (error) {
    db?.close()
    if (isDamage(error)) return { is: 'damaged', why: String(error) }
    throw error
  }
}

const Version = z.object({ user_version: z.int() })
const Tables = z.object({ tables: z.int() })

/** Versions that a later agent may plausibly have written; anything else in that place is damage. */
const NEWEST = SCHEMA + 20

const versionOf = (db: DatabaseSync): number => Version.parse(db.prepare('PRAGMA user_version').get()).user_version

const stateOf = (db: DatabaseSync): 'ready' | 'empty' | 'newer' | { damaged: string } => {
  // Over a file that has the table already, the lower number is a flipped bit, and this throws.
  if (versionOf(db) === 1) db.exec(`BEGIN IMMEDIATE; ${HELD} PRAGMA user_version = ${SCHEMA}; COMMIT`)
  const version = versionOf(db)
  const { tables } = Tables.parse(db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get())
  if (version === 0 && tables === 0) return 'empty'
  const damage = damageOf(db) ?? unwritable(db)
  if (version === SCHEMA) return damage === null ? 'ready' : { damaged: damage }
  // A higher number over our own tables is a flipped bit: the number is raised with the tables alone.
  return damage !== null && version > SCHEMA && version <= NEWEST ? 'newer' : { damaged: `schema version ${version}` }
}

/** One bit in its header makes SQLite take a file for read-only, and `BEGIN IMMEDIATE` does not say so. */
const unwritable = (db: DatabaseSync): string | null => {
  try {
    db.exec('UPDATE ledger SET acknowledged = acknowledged')
    return null
  } catch (error) {
    if (errcode(error) === READ_ONLY) return 'it reads as read-only'
    throw error
  }
}

/** Only for the words of whoever comes second. On a full disk it stays empty. */
const writeHolder = (holder: string): void => {
  try {
    writeFileSync(holder, `${process.pid}\n`, { mode: 0o600 })
  } catch {
    // The lock is the kernel's; this is a name beside it.
  }
}

const pidIn = (holder: string): string => {
  try {
    const pid = Number.parseInt(readFileSync(holder, 'utf8'), 10)
    return Number.isNaN(pid) ? '(pid not known)' : `(pid ${pid})`
  } catch {
    return '(pid not known)'
  }
}
