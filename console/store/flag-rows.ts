import type { Evidence, Flag } from './for-fleet.ts'
import type { Db, Tables, Tx } from './tables.ts'

const flagOf = (evidence: Evidence): Flag['flag'] =>
  evidence === 'same-hardware' ? 'same-hardware' : 'key-in-two-places'

export const flagFrom = ({ evidence, other, since }: Tables['flag']): Flag => ({
  flag: flagOf(evidence),
  evidence,
  other: other === '' ? null : other,
  since,
})

/** Writes down what is remarkable about a device, once for each evidence. */
export const raiseFlag = async (
  tx: Tx | Db,
  { device, evidence, other = '', since }: Omit<Tables['flag'], 'other'> & { readonly other?: string },
): Promise<void> => {
  await tx
    .insertInto('flag')
    .values({ device, evidence, other, since })
    .onConflict(c => c.columns(['device', 'evidence', 'other']).doNothing())
    .execute()
}

/** A person has looked at this device: what was remarkable about it is settled, at the other end, too. */
export const settleFlags = async (tx: Tx, device: string): Promise<void> => {
  await tx
    .deleteFrom('flag')
    .where(eb => eb.or([eb('device', '=', device), eb('other', '=', device)]))
    .execute()
}
