import { sql } from 'kysely'
import { rowOf, withHost } from './detection-rows.ts'
import { enrolledIn } from './enrolled-in.ts'
import type { ForReading } from './for-reading.ts'
import type { Db } from './tables.ts'

/** Far more than anybody reviews at once. */
const MOST = 500

export const unknownUseOver =
  (db: Db): ForReading['unknownUse'] =>
  async () => {
    const groups = await db
      .selectFrom('detection')
      .select(['originPublisher', 'originPackage'])
      .select(sql<number>`count(distinct device)`.as('devices'))
      .select(sql<number>`count(distinct case when state = 'running' then device end)`.as('running'))
      .select(sql<number>`max(change)`.as('last'))
      .where('originPackage', 'is not', null)
      .where('state', 'in', ['running', 'present'])
      .where('device', 'in', enrolledIn(db))
      .groupBy(['originPublisher', 'originPackage'])
      .orderBy('devices', 'desc')
      .orderBy('originPackage')
      // Databases differ in where they put what is null.
      .orderBy(sql`coalesce(origin_publisher, '')`)
      .limit(MOST)
      .execute()
    const lasts = groups.map(({ last }) => last)
    const rows = lasts.length === 0 ? [] : await withHost(db).where('change', 'in', lasts).execute()
    const examples = new Map(rows.map(row => [row.change, rowOf(row)]))
    return groups.flatMap(({ originPublisher, originPackage, devices, running, last }) => {
      const example = examples.get(last)
      if (originPackage === null || example === undefined) return []
      return [{ publisher: originPublisher, package: originPackage, devices, running, example }]
    })
  }
