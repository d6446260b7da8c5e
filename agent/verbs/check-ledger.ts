import { createHash } from 'node:crypto'
import { columnsOf, reportOf } from '../../protocol/body.ts'
import { CHAIN_START, type ChainFault, chainFaults } from '../../protocol/chain.ts'
import type { LedgerList } from '../../protocol/desk.ts'
import type { ListedEntry } from '../../protocol/entry.ts'

export type ListFault = { readonly seq: number; readonly fault: ChainFault['fault'] | 'column' }

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

/**
 * Checks a whole list by itself, whoever answered it: the chain from its start to the head, and that what stands
 * beside a body says what the body says. @returns each entry that does not hold, by its seq.
 */
export const faultsOf = ({ epoch, head, entries }: LedgerList): ListFault[] => {
  const faults: ListFault[] = []
  const first = entries[0]
  if (first !== undefined && first.seq !== 1) faults.push({ seq: 1, fault: 'gap' })
  faults.push(...chainFaults(sha256, entries, CHAIN_START))
  for (const entry of entries)
    if (!columnsHold(entry, epoch) && !faults.some(({ seq }) => seq === entry.seq))
      faults.push({ seq: entry.seq, fault: 'column' })
  const last = entries.at(-1)
  if ((last?.seq ?? 0) < head.seq) faults.push({ seq: (last?.seq ?? 0) + 1, fault: 'gap' })
  else if (last !== undefined && last.hash !== head.hash && !faults.some(({ seq }) => seq === last.seq))
    faults.push({ seq: last.seq, fault: 'hash' })
  return faults.toSorted((a, b) => a.seq - b.seq)
}

const columnsHold = (entry: ListedEntry, epoch: string): boolean => {
  if (entry.epoch !== epoch) return false
  if (entry.body === null) return entry.withheld === true || entry.erasedOn !== undefined
  const read = reportOf(entry.body)
  if (!read.ok) return false
  const { kind, at, account } = columnsOf(read.report)
  return entry.kind === kind && entry.at === at && (entry.account ?? null) === account
}

const WHAT: Record<ListFault['fault'], string> = {
  body: 'its content is not what was written',
  hash: 'it does not follow the entry before it',
  gap: 'an entry is missing',
  column: 'what stands beside its content does not agree with it',
}

export const faultInWords = ({ seq, fault }: ListFault): string => `seq ${seq}: ${WHAT[fault]}`
