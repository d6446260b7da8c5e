import { raiseFlag } from './flag-rows.ts'
import type { ForIntake } from './for-intake.ts'
import { writeFork } from './fork-rows.ts'
import type { Db } from './tables.ts'

/** As many as one welcome may hold. */
const SIGHTINGS = 1_000

export const ledgersOver = (
  db: Db,
): Pick<
  ForIntake,
  | 'deviceKey'
  | 'admission'
  | 'latestHead'
  | 'headOf'
  | 'noteFork'
  | 'noteTurns'
  | 'firstSightings'
  | 'touched'
  | 'touchedAll'
> => ({
  admission: async device =>
    (await db.selectFrom('device').select(['publicKey', 'state']).where('id', '=', device).executeTakeFirst()) ?? null,
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
  noteFork: (device, { epoch, seq, sent }, at) =>
    db.transaction().execute(async tx => {
      const row = await tx
        .selectFrom('entry')
        .innerJoin('ledgerHead', join =>
          join.onRef('ledgerHead.device', '=', 'entry.device').onRef('ledgerHead.place', '=', 'entry.place'),
        )
        .select('entry.hash')
        .where('entry.device', '=', device)
        .where('ledgerHead.epoch', '=', epoch)
        .where('entry.seq', '=', seq)
        .executeTakeFirst()
      await writeFork(tx, { device, epoch, seq, held: row?.hash ?? '', sent: sent ?? '', at })
    }),
  noteTurns: (device, at) => raiseFlag(db, { device, evidence: 'connected-in-turns', since: at }),
  firstSightings: device =>
    db
      .selectFrom('detection')
      .select(['id as detection', 'firstSeen as at'])
      .where('device', '=', device)
      .orderBy('firstSeen')
      .limit(SIGHTINGS)
      .execute(),
  touched: (device, at) => touch(db, device, at),
  touchedAll: signs =>
    db.transaction().execute(async tx => {
      for (const { device, at } of signs) await touch(tx, device, at)
    }),
})

const touch = async (db: Db, device: string, at: number): Promise<void> => {
  await db.updateTable('device').set({ lastSeen: at }).where('id', '=', device).where('lastSeen', '<', at).execute()
}
