import type { Audited, ForAccess } from './for-access.ts'
import { pageOf } from './page.ts'
import type { Db, Tx } from './tables.ts'

/** An audit row stands in the transaction of what it tells of. */
export const writeAudit = async (tx: Tx | Db, { at, who, action, subject }: Audited): Promise<void> => {
  await tx.insertInto('audit').values({ at, who, action, subject }).execute()
}

export const auditOver = (db: Db): Pick<ForAccess, 'audit' | 'auditRows'> => ({
  audit: row => writeAudit(db, row),
  auditRows: async ({ after, limit }) => {
    const rows = await db
      .selectFrom('audit')
      .selectAll()
      .$if(after !== null, query => query.where('id', '<', Number(after?.[0])))
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute()
    return pageOf(rows, limit, row => [row.id])
  },
})
