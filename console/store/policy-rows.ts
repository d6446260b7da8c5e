import { sql } from 'kysely'
import { writeAudit } from './audit-rows.ts'
import type { ForIntake } from './for-intake.ts'
import type { ForRollout } from './for-rollout.ts'
import { pageOf } from './page.ts'
import type { Db } from './tables.ts'

export const policiesOver = (db: Db): ForRollout & Pick<ForIntake, 'policyInForce'> => {
  const newest = () => db.selectFrom('policy').orderBy('serial', 'desc').limit(1)
  const lastSerial = async () => (await newest().select('serial').executeTakeFirst())?.serial ?? 0
  const rows = (last: number) =>
    db
      .selectFrom('policy')
      .select(['serial', 'policy', 'digest', 'publishedAt', 'publishedBy', 'text'])
      .select(eb => [
        eb
          .selectFrom('device')
          .select(sql<number>`count(*)`.as('n'))
          .whereRef('device.policySerial', '=', 'policy.serial')
          .where('device.state', '=', 'enrolled')
          .$asScalar()
          .$notNull()
          .as('appliedBy'),
        eb('serial', '=', last).as('inForce'),
      ])
  return {
    policyInForce: async () =>
      (await newest().select(['policy', 'serial', 'digest', 'text']).executeTakeFirst()) ?? null,
    lastSerial,
    publish: ({ policy, digest, text }, { at, who }) =>
      db.transaction().execute(async tx => {
        const last = await tx
          .selectFrom('policy')
          .select('serial')
          .orderBy('serial', 'desc')
          .limit(1)
          .executeTakeFirst()
        const serial = (last?.serial ?? 0) + 1
        await tx
          .insertInto('policy')
          .values({ serial, policy, digest, text, publishedAt: at, publishedBy: who })
          .execute()
        await writeAudit(tx, { at, who, action: 'policy-published', subject: `${policy} ${serial}` })
        return serial
      }),
    policies: async ({ after, limit }) => {
      const found = await rows(await lastSerial())
        .$if(after !== null, query => query.where('serial', '<', Number(after?.[0])))
        .orderBy('serial', 'desc')
        .limit(limit + 1)
        .execute()
      const page = pageOf(found, limit, row => [row.serial])
      return {
        next: page.next,
        items: page.items.map(({ text: _, ...row }) => ({ ...row, inForce: Boolean(row.inForce) })),
      }
    },
    policy: async serial => {
      const row = await rows(await lastSerial())
        .where('serial', '=', serial)
        .executeTakeFirst()
      return row === undefined ? null : { ...row, inForce: Boolean(row.inForce) }
    },
  }
}
