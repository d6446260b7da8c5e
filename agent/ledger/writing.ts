import type { DatabaseSync } from 'node:sqlite'
import type { Ballast } from './ballast.ts'
import { SCHEMA } from './schema.ts'
import { inTransaction } from './transaction.ts'
import { type Trouble, troubleOf } from './trouble.ts'

export type WritingOptions = {
  readonly db: DatabaseSync
  readonly ballast: Ballast
  /** Called in each transaction before its work: takes along what has waited for one. */
  readonly first: () => void
  /** Called after each commit, and after each transaction that failed. */
  readonly committed: () => void
  readonly rolledBack: () => void
  /** Told when nothing can be written any more, and with null when it can again. */
  readonly onTrouble: (trouble: Trouble | null) => void
}

export type Writing = {
  /** One transaction; once more with the ballast's room, the first time that the disk is full. @throws what SQLite threw. */
  readonly within: <T>(work: () => T) => T
  /** Does what can as well be done later. @returns undefined where the machine does not let it. */
  readonly quietly: <T>(work: () => T) => T | undefined
  readonly trouble: () => Trouble | null
  /** Tries whether it can write again. */
  readonly recovers: () => boolean
}

/** Writes to the file, and knows whether the machine lets it. */
export const openWriting = (options: WritingOptions): Writing => {
  const { db, ballast, onTrouble } = options
  let trouble: Trouble | null = ballast.lay() ? null : 'disk-full'

  const commit = <T>(work: () => T): T => {
    try {
      const result = inTransaction(db, () => {
        options.first()
        return work()
      })
      options.committed()
      return result
    } catch (error) {
      options.rolledBack()
      throw error
    }
  }
  const within = <T>(work: () => T): T => {
    try {
      return commit(work)
    } catch (error) {
      const is = troubleOf(error)
      if (is === null || trouble !== null) throw error
      trouble = is
      ballast.drop()
    }
    try {
      return commit(work)
    } finally {
      onTrouble(trouble)
    }
  }
  const quietly = <T>(work: () => T): T | undefined => {
    try {
      return work()
    } catch (error) {
      const is = troubleOf(error)
      if (is === null) throw error
      if (trouble === null) {
        trouble = is
        ballast.drop()
        onTrouble(is)
      }
      return undefined
    }
  }
  return {
    within,
    quietly,
    trouble: () => trouble,
    recovers: () => {
      // Any page that is written will do.
      const canWrite = (): true => {
        commit(() => db.exec(`PRAGMA user_version = ${SCHEMA}`))
        return true
      }
      if (!ballast.lay() || quietly(canWrite) !== true) return false
      trouble = null
      onTrouble(null)
      return true
    },
  }
}
