import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import * as z from 'zod/mini'
import type { FileState } from './file-state.ts'
import { type Contents, FactsRead } from './job.ts'

/** What was read of files, so that each state of a file is read once. Only a cache: whatever is wrong with it, it begins anew. */
export type Cache = {
  readonly get: (state: FileState) => Contents | null
  readonly put: (state: FileState, contents: Contents) => void
  readonly close: () => void
}

/** The newest are kept. */
const MOST_ROWS = 50_000

const TABLE = `CREATE TABLE IF NOT EXISTS scanned (
  dev TEXT NOT NULL, ino TEXT NOT NULL, size TEXT NOT NULL, mtime TEXT NOT NULL, ctime TEXT NOT NULL,
  texts TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, found TEXT NOT NULL, facts TEXT NOT NULL,
  UNIQUE (dev, ino)
) STRICT`

const Row = z.object({ sha256: z.string(), bytes: z.int(), found: z.string(), facts: z.string() })
const Found = z.array(z.int())

/**
 * @param file null keeps it in memory alone.
 * @param texts that are looked for: with others, or in another order, nothing that is known holds any more.
 */
export const openCache = (file: string | null, texts: readonly string[]): Cache => {
  const digest = createHash('sha256').update(JSON.stringify(texts)).digest('hex')
  const db = openFile(file)
  const find = db.prepare(
    'SELECT sha256, bytes, found, facts FROM scanned WHERE dev = ? AND ino = ? AND size = ? AND mtime = ? AND ctime = ? AND texts = ?',
  )
  const keep = db.prepare('INSERT OR REPLACE INTO scanned VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  // Another process may have the file, its disk may be full: reading a file again is the worst that follows.
  const leniently = <T>(work: () => T): T | null => {
    try {
      return work()
    } catch {
      return null
    }
  }
  return {
    get: ({ dev, ino, size, mtime, ctime }) =>
      leniently(() => {
        const row = Row.safeParse(find.get(dev, ino, size, mtime, ctime, digest))
        if (!row.success) return null
        const { sha256, bytes, found, facts } = row.data
        return { sha256, bytes, found: Found.parse(JSON.parse(found)), facts: FactsRead.parse(JSON.parse(facts)) }
      }),
    put: ({ dev, ino, size, mtime, ctime }, { sha256, bytes, found, facts }) => {
      leniently(() =>
        keep.run(dev, ino, size, mtime, ctime, digest, sha256, bytes, JSON.stringify(found), JSON.stringify(facts)),
      )
    },
    close: () => db.close(),
  }
}

/** SQLITE_ERROR (a table of another shape), SQLITE_CORRUPT, SQLITE_NOTADB. Extended codes carry these in their low byte. */
const USELESS = new Set([1, 11, 26])

const openFile = (file: string | null): DatabaseSync => {
  if (file === null) return prepared(':memory:')
  try {
    return prepared(file)
  } catch (error) {
    const code = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 0
    // Not ours to write, or in use: that is no reason to take it from whoever uses it.
    if (!USELESS.has(code & 0xff)) return prepared(':memory:')
  }
  try {
    for (const each of [file, `${file}-wal`, `${file}-shm`]) rmSync(each, { force: true })
    return prepared(file)
  } catch {
    return prepared(':memory:')
  }
}

const prepared = (file: string): DatabaseSync => {
  const db = new DatabaseSync(file, { timeout: 200, enableDoubleQuotedStringLiterals: false })
  try {
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA trusted_schema = OFF')
    db.exec(TABLE)
    db.prepare('DELETE FROM scanned WHERE rowid <= (SELECT max(rowid) FROM scanned) - ?').run(MOST_ROWS)
    // A file of another shape fails here and not with each look.
    db.prepare('SELECT dev, ino, size, mtime, ctime, texts, sha256, bytes, found, facts FROM scanned LIMIT 1').get()
    return db
  } catch (error) {
    db.close()
    throw error
  }
}
