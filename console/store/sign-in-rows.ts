import { writeAudit } from './audit-rows.ts'
import type { ForAccess, Session } from './for-access.ts'
import type { Db } from './tables.ts'

export const signInOver = (
  db: Db,
): Pick<ForAccess, 'addSignInLink' | 'redeemSignInLink' | 'session' | 'endSession'> => ({
  addSignInLink: async link => {
    await db
      .insertInto('signInLink')
      .values({ ...link, usedAt: null })
      .execute()
  },
  redeemSignInLink: (hash, session, now) =>
    db.transaction().execute(async (tx): Promise<Session | null> => {
      await tx.deleteFrom('session').where('expiresAt', '<=', now).execute()
      const link = await tx
        .updateTable('signInLink')
        .set({ usedAt: now })
        .where('hash', '=', hash)
        .where('usedAt', 'is', null)
        .where('expiresAt', '>', now)
        .returning(['name', 'role'])
        .executeTakeFirst()
      if (link === undefined) return null
      const opened = { name: link.name, role: link.role, expiresAt: session.expiresAt }
      await tx
        .insertInto('session')
        .values({ hash: session.hash, ...opened })
        .execute()
      await writeAudit(tx, { at: now, who: link.name, action: 'signed-in', subject: link.role })
      return opened
    }),
  session: async (hash, now) => {
    const row = await db
      .selectFrom('session')
      .select(['name', 'role', 'expiresAt'])
      .where('hash', '=', hash)
      .where('expiresAt', '>', now)
      .executeTakeFirst()
    return row ?? null
  },
  endSession: (hash, audited) =>
    db.transaction().execute(async tx => {
      await tx.deleteFrom('session').where('hash', '=', hash).execute()
      await writeAudit(tx, audited)
    }),
})
