import { writeAudit } from './audit-rows.ts'
import type { Audited } from './for-access.ts'
import type { Enrolment, ForFleet, Keyed, Renewal } from './for-fleet.ts'
import type { Db, Tx } from './tables.ts'

export const enrolmentsOver = (db: Db): Pick<ForFleet, 'enrol' | 'renewKey'> => ({
  enrol: (device, audited) =>
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
      const known = await takeKey(tx, device, audited)
      if (known === 'another-key') return { is: 'refused', because: known }
      if (known !== 'unknown-device') return { is: 'enrolled', again: true, tags }
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
    }),
  renewKey: (device, audited) =>
    db.transaction().execute(async (tx): Promise<Renewal> => {
      const taken = await takeKey(tx, device, audited)
      if (taken === 'unknown-device' || taken === 'another-key') return { is: 'refused', because: taken }
      return { is: 'renewed', again: taken === 'held' }
    }),
})

/** Replaces the key of a device that is known, where the one that is held gave its word for it. */
const takeKey = async (
  tx: Tx,
  { id, publicKey, formerKeys = [] }: Keyed,
  audited: Audited,
): Promise<'held' | 'taken' | 'another-key' | 'unknown-device'> => {
  const known = await tx.selectFrom('device').select('publicKey').where('id', '=', id).executeTakeFirst()
  if (known === undefined) return 'unknown-device'
  if (known.publicKey === publicKey) return 'held'
  if (!formerKeys.includes(known.publicKey)) return 'another-key'
  await tx.updateTable('device').set({ publicKey }).where('id', '=', id).execute()
  await writeAudit(tx, { ...audited, action: 'device-key-renewed' })
  return 'taken'
}
