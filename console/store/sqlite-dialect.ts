import { SqliteDialect as Dialect, SqliteAdapter } from 'kysely'

/**
 * Kysely's dialect, told that SQLite changes tables within a transaction. Without it a power cut between two statements
 * of a migration leaves tables that are half there, and a console that never opens again.
 */
export class SqliteDialect extends Dialect {
  override createAdapter(): SqliteAdapter {
    return new WholeMigrations()
  }
}

class WholeMigrations extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}
