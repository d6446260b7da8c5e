import { type Kysely, sql } from 'kysely'

/** Where a device stands with us, what is remarkable about it, and what is missing of its ledger. */
export const states = async (db: Kysely<never>): Promise<void> => {
  await db.schema
    .alterTable('device')
    .addColumn('state', 'text', c => c.notNull().defaultTo('enrolled'))
    .execute()
  for (const column of ['hardware', 'token', 'token_name'])
    await db.schema.alterTable('device').addColumn(column, 'text').execute()
  // Lists go by host, and one that has not said its name has a place there, too.
  await sql`update device set host = id where host is null`.execute(db)
  for (const column of ['hardware', 'token', 'state'])
    await db.schema.createIndex(`device_by_${column}`).on('device').column(column).execute()

  await db.schema
    .createTable('flag')
    .addColumn('device', 'text', c => c.notNull())
    .addColumn('evidence', 'text', c => c.notNull())
    .addColumn('other', 'text', c => c.notNull())
    .addColumn('since', 'integer', c => c.notNull())
    .addPrimaryKeyConstraint('flag_key', ['device', 'evidence', 'other'])
    .addForeignKeyConstraint('flag_device', ['device'], 'device', ['id'])
    .modifyEnd(sql`strict`)
    .execute()
  await db.schema.createIndex('flag_by_other').on('flag').column('other').execute()

  await db.schema
    .createTable('gap')
    .addColumn('device', 'text', c => c.notNull())
    .addColumn('epoch', 'text', c => c.notNull())
    .addColumn('first', 'integer', c => c.notNull())
    .addColumn('last', 'integer')
    .addColumn('why', 'text', c => c.notNull())
    .addColumn('at', 'integer', c => c.notNull())
    .addPrimaryKeyConstraint('gap_key', ['device', 'epoch', 'first'])
    .addForeignKeyConstraint('gap_device', ['device'], 'device', ['id'])
    .modifyEnd(sql`strict`)
    .execute()
}
