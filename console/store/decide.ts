import { writeAudit } from './audit-rows.ts'
import type { BulkIn } from './bulk.ts'
import { settleFlags } from './flag-rows.ts'
import type { ForFleet } from './for-fleet.ts'
import { moveDevice } from './move-device.ts'
import type { Db, Tx } from './tables.ts'

/** What a person decides about a device. */
export const decisionsOver = (db: Db, bulkIn: BulkIn): Pick<ForFleet, 'approve' | 'revoke'> => ({
  approve: (id, others, audited) =>
    db.transaction().execute(async tx => {
      const device = await known(tx, id)
      if (device === undefined) return null
      const closed: string[] = []
      if (others === 'replace')
        for (const other of await onSameHardware(tx, device)) {
          await moveDevice(tx, bulkIn(tx), other, 'replaced', audited.at)
          await settleFlags(tx, other.id)
          await writeAudit(tx, { ...audited, action: 'device-replaced', subject: other.id })
          closed.push(other.id)
        }
      await moveDevice(tx, bulkIn(tx), device, 'enrolled', audited.at)
      await settleFlags(tx, id)
      await writeAudit(tx, audited)
      return { closed }
    }),
  revoke: (id, audited) =>
    db.transaction().execute(async tx => {
      const device = await known(tx, id)
      if (device === undefined) return null
      await moveDevice(tx, bulkIn(tx), device, 'revoked', audited.at)
      await settleFlags(tx, id)
      await writeAudit(tx, audited)
      return { closed: [id] }
    }),
})

const known = (tx: Tx, id: string) =>
  tx.selectFrom('device').select(['id', 'state', 'hardware']).where('id', '=', id).executeTakeFirst()

/** A device that was revoked stays so: that is another decision than that its key is an older one. */
const onSameHardware = (tx: Tx, { id, hardware }: { readonly id: string; readonly hardware: string | null }) =>
  tx
    .selectFrom('device')
    .select(['id', 'state'])
    .where('hardware', '=', hardware)
    .where('id', '!=', id)
    .where('state', 'in', ['enrolled', 'pending', 'unenrolled'])
    .execute()
