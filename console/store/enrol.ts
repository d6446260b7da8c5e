import { writeAudit } from './audit-rows.ts'
import type { Enrolment, ForFleet } from './for-fleet.ts'
import type { Db } from './tables.ts'

export const enrolOver =
  (db: Db): ForFleet['enrol'] =>
  (device, audited) =>
    db.transaction().execute(async (tx): Promise<Enrolment> => {
      const token = await tx
        .selectFrom('token')
        .select(['id', 'tags', 'expiresAt', 'uses'])
        .where('hash', '=', device.tokenHash)
        .where('role', '=', 'enroll')
        .executeTakeFirst()
      if (token === undefined) return { is: 'refused', because: 'unknown-token' }
      if (token.expiresAt <= audited.at) return { is: 'refused', because: 'expired' }
      const tags = JSON.parse(token.tags) as string[]
      const known = await tx.selectFrom('device').select('id').where('id', '=', device.id).executeTakeFirst()
      if (known !== undefined) return { is: 'enrolled', again: true, tags }
      if (token.uses === 0) return { is: 'refused', because: 'used-up' }
      if (token.uses !== null)
        await tx
          .updateTable('token')
          .set({ uses: token.uses - 1 })
          .where('id', '=', token.id)
          .execute()
      await tx
        .insertInto('device')
        .values({
          id: device.id,
          publicKey: device.publicKey,
          enrolledAt: device.enrolledAt,
          lastSeen: device.enrolledAt,
          tokenTags: token.tags,
          search: device.id,
        })
        .execute()
      await writeAudit(tx, audited)
      return { is: 'enrolled', again: false, tags }
    })
