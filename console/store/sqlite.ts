import { chmod, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { CamelCasePlugin, Kysely, type SqliteDatabase, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { MIGRATIONS } from './migrations.ts'
import { storeOver } from './over.ts'
import { sqliteBulk } from './sqlite-bulk.ts'
import { SqliteDialect } from './sqlite-dialect.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

/** How long a write waits for another process (a verb beside the running console), ms. */
const BUSY = 5_000
const CACHE_KIB = 16 * 1024
/** Of 4 KiB. */
const CHECKPOINT_PAGES = 4_000

/**
 * Opens the embedded store, `console.sqlite` in `dir`, and brings its tables up to date.
 * @throws when the folder cannot be written, the file is no database, a newer console wrote it, or a migration fails.
 */
export const openSqlite = async (dir: string): Promise<Store> => {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const file = path.join(dir, 'console.sqlite')
  const database = new DatabaseSync(file, { timeout: BUSY, enableForeignKeyConstraints: true })
  // WAL with FULL: an acknowledged entry has to survive a power cut, and with NORMAL the last commits may not.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
  // Room for the pages that a busy hour touches, and fewer, larger moves from the log into the file.
  database.exec(`PRAGMA cache_size = -${CACHE_KIB}; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};`)
  await chmod(file, 0o600)
  const db = new Kysely<Tables>({
    dialect: new SqliteDialect({ database: adapted(database) }),
    plugins: [new CamelCasePlugin()],
  })
  try {
    await migrate(db)
  } catch (error) {
    await db.destroy()
    throw error
  }
  return {
    ...storeOver(db, sqliteBulk(database)),
    ready: async () => void (await sql`select 1`.execute(db)),
    close: () => db.destroy(),
  }
}

const migrate = async (db: Kysely<Tables>): Promise<void> => {
  const provider = { getMigrations: async () => MIGRATIONS }
  const { error } = await new Migrator({ db, provider }).migrateToLatest()
  if (error === undefined) return
  const [, step] = /previously executed migration (\S+) is missing/.exec(String(error)) ?? []
  if (step === undefined) throw error
  throw new Error(
    `the store was written by a newer console (its step ${step} is not known here): install that one again`,
  )
}

const KEPT = 500

/** node:sqlite in the shape that Kysely's own dialect takes. Statements are kept: compiling costs more than running. */
const adapted = (database: DatabaseSync): SqliteDatabase => {
  const kept = new Map<string, ReturnType<SqliteDatabase['prepare']>>()
  const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[]
  return {
    close: () => database.close(),
    prepare: text => {
      const known = kept.get(text)
      if (known !== undefined) return known
      // A transaction that starts by reading and then writes would fail at once where another process wrote between.
      const statement = database.prepare(text === 'begin' ? 'begin immediate' : text)
      const made = {
        reader: statement.columns().length > 0,
        all: (parameters: readonly unknown[]) => statement.all(...values(parameters)),
        run: (parameters: readonly unknown[]) => statement.run(...values(parameters)),
        iterate: (parameters: readonly unknown[]) => statement.iterate(...values(parameters)),
      }
      if (kept.size < KEPT) kept.set(text, made)
      return made
    },
  }
}
