import { CHAIN_START } from '../../protocol/chain.ts'
import type { LedgerList } from '../../protocol/desk.ts'
import { type ListFault, listedFaults } from '../../protocol/listed-faults.ts'
import { sha256 } from '../ledger/digest.ts'

/** Checks a whole list, from the start of its epoch to the head. @returns each entry that does not hold, by its seq. */
export const faultsOf = ({ epoch, head, entries }: LedgerList): ListFault[] => {
  const faults = listedFaults(sha256, entries, { epoch, seq: 0, hash: CHAIN_START })
  const last = entries.at(-1)
  if ((last?.seq ?? 0) < head.seq) faults.push({ seq: (last?.seq ?? 0) + 1, fault: 'gap' })
  else if (last !== undefined && last.hash !== head.hash && !faults.some(({ seq }) => seq === last.seq))
    faults.push({ seq: last.seq, fault: 'hash' })
  return faults.toSorted((a, b) => a.seq - b.seq)
}
