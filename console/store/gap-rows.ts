import type { Head } from '../../protocol/entry.ts'
import type { Gap } from './for-fleet.ts'
import type { Db, Tx } from './tables.ts'

/** Of each device. */
const MOST = 20

type Began = { readonly why: 'file-missing' | 'file-damaged'; readonly before: Head | null; readonly at: number }

/** A ledger began anew: what the file before it held beyond what has arrived here is lost, and where it begins is known. */
export const writeGap = async (tx: Tx, device: string, { why, before, at }: Began): Promise<void> => {
  const heads = await tx.selectFrom('ledgerHead').selectAll().where('device', '=', device).orderBy('place').execute()
  // The last one is that of the ledger that has just begun.
  const lost = before ?? heads.at(-2)
  if (lost === undefined) return
  const held = heads.find(({ epoch }) => epoch === lost.epoch)?.seq ?? 0
  // Its word of where it stood may lag behind: it says how far it came at least.
  const last = before !== null && before.seq > held ? before.seq : null
  await tx
    .insertInto('gap')
    .values({ device, epoch: lost.epoch, first: held + 1, last, why, at })
    .onConflict(c => c.columns(['device', 'epoch', 'first']).doNothing())
    .execute()
}

/** The device has erased bodies before they came here: a run of entries of which only the hashes are left. */
export const writeErased = async (
  tx: Tx,
  device: string,
  { epoch, first, last, at }: { epoch: string; first: number; last: number; at: number },
): Promise<void> => {
  // A run that is longer than a batch is one gap.
  const { numUpdatedRows } = await tx
    .updateTable('gap')
    .set({ last })
    .where('device', '=', device)
    .where('epoch', '=', epoch)
    .where('why', '=', 'erased')
    .where('last', '=', first - 1)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows > 0n) return
  await tx.insertInto('gap').values({ device, epoch, first, last, why: 'erased', at }).execute()
}

/** @returns what is missing of these devices' ledgers, by device, oldest first. */
export const gapsOf = async (db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Gap[]>> => {
  const lost = await db.selectFrom('gap').selectAll().where('device', 'in', ids).execute()
  const forks = await db.selectFrom('fork').selectAll().where('device', 'in', ids).execute()
  const all = [
    ...lost,
    ...forks.map(({ device, epoch, seq, at }) => ({ device, epoch, first: seq, last: null, why: 'fork' as const, at })),
  ]
  const byDevice = Map.groupBy(
    all.toSorted((a, b) => a.at - b.at),
    ({ device }) => device,
  )
  return new Map(
    Array.from(byDevice, ([device, gaps]) => [device, gaps.slice(-MOST).map(({ device: _, ...gap }) => gap)]),
  )
}
