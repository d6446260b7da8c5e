import { raiseFlag } from './flag-rows.ts'
import type { Tables, Tx } from './tables.ts'

export type Fork = Tables['fork']

/** Two histories of one ledger: its key may be at work in two places, or its files were put back. */
export const writeFork = async (tx: Tx, fork: Fork): Promise<void> => {
  await tx
    .insertInto('fork')
    .values(fork)
    .onConflict(c => c.columns(['device', 'epoch', 'seq']).doNothing())
    .execute()
  await raiseFlag(tx, { device: fork.device, evidence: 'ledger-fork', since: fork.at })
}
