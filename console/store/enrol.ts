import { writeAudit } from './audit-rows.ts'
import type { BulkIn } from './bulk.ts'
import type { Audited } from './for-access.ts'
import type { DeviceState, Enrolment, ForFleet, Keyed, Renewal } from './for-fleet.ts'
import { moveDevice } from './move-device.ts'
import type { Db, Tx } from './tables.ts'

export const enrolmentsOver = (db: Db, bulkIn: BulkIn): Pick<ForFleet, 'enrol' | 'renewKey'> => ({
  enrol: (device, audited) =>
    db.transaction().execute(async (tx): Promise<Enrolment> => {
      const token = await tx
        .selectFrom('token')
        .select(['id', 'name', 'tags', 'expiresAt', 'uses'])
        .where('hash', '=', device.tokenHash)
        .where('role', '=', 'enroll')
        .executeTakeFirst()
      if (token === undefined) return { is: 'refused', because: 'unknown-token' }
      if (token.expiresAt <= audited.at) return { is: 'refused', because: 'expired' }
      const tags = JSON.parse(token.tags) as string[]
      const known = await takeKey(tx, device, audited)
      if (known === 'another-key' || known === 'revoked') return { is: 'refused', because: known }
      if (known !== 'unknown-device') {
        // It had said goodbye, and has a token again.
        if (known.state === 'unenrolled') await moveDevice(tx, bulkIn(tx), known, 'enrolled', audited.at)
        return { is: 'enrolled', again: true, tags }
      }
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
          state: 'enrolled',
          token: token.id,
          tokenName: token.name,
          host: device.id,
          search: device.id,
        })
        .execute()
      await writeAudit(tx, audited)
      return { is: 'enrolled', again: false, tags }
    }),
  renewKey: (device, audited) =>
    db.transaction().execute(async (tx): Promise<Renewal> => {
      const taken = await takeKey(tx, device, audited)
      if (typeof taken === 'string') return { is: 'refused', because: taken }
      return { is: 'renewed', again: taken.again }
    }),
})

type Taken =
  | { readonly id: string; readonly state: DeviceState; readonly again: boolean }
  | 'another-key'
  | 'unknown-device'
  | 'revoked'

/** Replaces the key of a device that is known, where the one that is held gave its word for it. */
const takeKey = async (tx: Tx, { id, publicKey, formerKeys = [] }: Keyed, audited: Audited): Promise<Taken> => {
  const known = await tx.selectFrom('device').select(['publicKey', 'state']).where('id', '=', id).executeTakeFirst()
  if (known === undefined) return 'unknown-device'
  const { state } = known
  if (state === 'revoked' || state === 'replaced') return 'revoked'
  if (known.publicKey === publicKey) return { id, state, again: true }
  if (!formerKeys.includes(known.publicKey)) return 'another-key'
  await tx.updateTable('device').set({ publicKey }).where('id', '=', id).execute()
  await writeAudit(tx, { ...audited, action: 'device-key-renewed' })
  return { id, state, again: false }
}
