import { type SqlBool, sql } from 'kysely'
import { writeAudit } from './audit-rows.ts'
import type { ForAccess, TokenRow } from './for-access.ts'
import { pageOf } from './page.ts'
import type { Db, Tables } from './tables.ts'

const LISTED = ['id', 'name', 'role', 'tags', 'createdAt', 'createdBy', 'expiresAt', 'uses'] as const

const rowOf = ({ tags, ...row }: Pick<Tables['token'], (typeof LISTED)[number]>): TokenRow => ({
  ...row,
  tags: JSON.parse(tags) as string[],
})

export const tokensOver = (db: Db): Pick<ForAccess, 'addToken' | 'tokenByHash' | 'tokens' | 'revokeToken'> => ({
  addToken: (token, audited) =>
    db.transaction().execute(async tx => {
      await tx
        .insertInto('token')
        .values({ ...token, tags: JSON.stringify(token.tags) })
        .execute()
      await writeAudit(tx, audited)
    }),
  tokenByHash: async (hash, now) => {
    const row = await db
      .selectFrom('token')
      .select(LISTED)
      .where('hash', '=', hash)
      .where('expiresAt', '>', now)
      .executeTakeFirst()
    return row === undefined ? null : rowOf(row)
  },
  tokens: async ({ after, limit }) => {
    const rows = await db
      .selectFrom('token')
      .select(LISTED)
      .select(eb =>
        eb
          .selectFrom('device')
          .select(sql<number>`count(*)`.as('n'))
          .whereRef('device.token', '=', 'token.id')
          .$asScalar()
          .$notNull()
          .as('devices'),
      )
      .$if(after !== null, query =>
        query.where(sql<SqlBool>`(created_at, id) < (${after?.[0] ?? 0}, ${after?.[1] ?? ''})`),
      )
      .orderBy('createdAt', 'desc')
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute()
    const page = pageOf(rows, limit, row => [row.createdAt, row.id])
    return { items: page.items.map(({ devices, ...row }) => ({ ...rowOf(row), devices })), next: page.next }
  },
  revokeToken: (id, audited) =>
    db.transaction().execute(async tx => {
      const gone = await tx.deleteFrom('token').where('id', '=', id).returning('id').executeTakeFirst()
      if (gone === undefined) return false
      await writeAudit(tx, audited)
      return true
    }),
})
