import type { DatabaseSync } from 'node:sqlite'

/** Runs `work` as one transaction: all of it is on disk when this returns, or none of it once it throws. */
export const inTransaction = <T>(db: DatabaseSync, work: () => T): T => {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    db.exec('COMMIT')
    return result
  } catch (error) {
    // A full disk or a failed write has rolled back already.
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}
