import type { Kysely } from 'kysely'

/** Who made an assistant that no entry names, and as what: what detections of it are grouped by. */
export const origin = async (db: Kysely<never>): Promise<void> => {
  for (const column of ['origin_publisher', 'origin_package'])
    await db.schema.alterTable('detection').addColumn(column, 'text').execute()
  await db.schema
    .createIndex('detection_by_origin')
    .on('detection')
    .columns(['origin_package', 'origin_publisher'])
    .execute()
}
