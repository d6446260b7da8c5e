import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod/mini'
import { layLog } from './log-room.ts'
import { SCHEMA } from './schema.ts'
import { troubleOf } from './trouble.ts'

/** SQLite's write-ahead log, kept so that a commit waits for the disk once and for no room on it. */
export type Log = {
  /** Moves what was written into the file. For when nobody waits. */
  readonly tidy: () => void
  /** The same, and nothing of what stood in the log is left in it. */
  readonly wipe: () => void
}

const Written = z.object({ rows: z.int() })

/** @param file the ledger's. */
export const openLog = (db: DatabaseSync, file: string): Log => {
  const written = db.prepare('SELECT total_changes() AS rows')
  const rows = (): number => Written.parse(written.get()).rows
  let tidied = 0
  /** The first commit of a log waits for its header too; this one is that, while nobody waits. */
  const begin = (): void => {
    // It says what the file says already: of an update that changes nothing, SQLite writes nothing.
    try {
      db.exec(`PRAGMA user_version = ${SCHEMA}`)
    } catch (error) {
      // On a full disk the first commit waits, or says so.
      if (troubleOf(error) === null) throw error
    }
    tidied = rows()
  }
  const lay = (): void => {
    layLog(`${file}-wal`)
    begin()
  }
  lay()
  return {
    tidy: () => {
      if (rows() === tidied) return
      db.exec('PRAGMA wal_checkpoint(PASSIVE)')
      begin()
    },
    wipe: () => {
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      lay()
    },
  }
}
