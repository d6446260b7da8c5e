import type { ForIntake } from './for-intake.ts'
import type { Db } from './tables.ts'

/** As many as one welcome may hold. */
const SIGHTINGS = 1_000

export const ledgersOver = (
  db: Db,
): Pick<ForIntake, 'deviceKey' | 'latestHead' | 'headOf' | 'firstSightings' | 'touched'> => ({
  deviceKey: async device => {
    const row = await db.selectFrom('device').select('publicKey').where('id', '=', device).executeTakeFirst()
    return row?.publicKey ?? null
  },
  latestHead: async device => {
    const row = await db
      .selectFrom('ledgerHead')
      .innerJoin('device', join =>
        join.onRef('device.id', '=', 'ledgerHead.device').onRef('device.epoch', '=', 'ledgerHead.epoch'),
      )
      .select(['ledgerHead.epoch', 'seq', 'hash'])
      .where('ledgerHead.device', '=', device)
      .executeTakeFirst()
    return row ?? null
  },
  headOf: async (device, epoch) => {
    const row = await db
      .selectFrom('ledgerHead')
      .select(['epoch', 'seq', 'hash'])
      .where('device', '=', device)
      .where('epoch', '=', epoch)
      .executeTakeFirst()
    return row ?? null
  },
  firstSightings: device =>
    db
      .selectFrom('detection')
      .select(['id as detection', 'firstSeen as at'])
      .where('device', '=', device)
      .orderBy('firstSeen')
      .limit(SIGHTINGS)
      .execute(),
  touched: async (device, at) => {
    await db.updateTable('device').set({ lastSeen: at }).where('id', '=', device).where('lastSeen', '<', at).execute()
  },
})
