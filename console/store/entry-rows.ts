import { type SqlBool, sql } from 'kysely'
import type { ForReading } from './for-reading.ts'
import { pageOf } from './page.ts'
import type { Db } from './tables.ts'

export const entriesOver =
  (db: Db): ForReading['entries'] =>
  async (device, { after, limit }) => {
    const rows = await db
      .selectFrom('entry')
      .innerJoin('ledgerHead', join =>
        join.onRef('ledgerHead.device', '=', 'entry.device').onRef('ledgerHead.place', '=', 'entry.place'),
      )
      .select([
        'ledgerHead.epoch',
        'entry.place',
        'entry.seq',
        'at',
        'kind',
        'account',
        'body',
        'digest',
        'entry.hash',
        'erasedOn',
      ])
      .where('entry.device', '=', device)
      .$if(after !== null, query =>
        query.where(sql<SqlBool>`(entry.place, entry.seq) > (${after?.[0] ?? 0}, ${after?.[1] ?? 0})`),
      )
      .orderBy('entry.place')
      .orderBy('entry.seq')
      .limit(limit + 1)
      .execute()
    const page = pageOf(rows, limit, row => [row.place, row.seq])
    return {
      items: page.items.map(({ place: _, account, erasedOn, ...row }) => ({
        ...row,
        ...(account === null ? {} : { account }),
        ...(erasedOn === null ? {} : { erasedOn }),
      })),
      next: page.next,
    }
  }
