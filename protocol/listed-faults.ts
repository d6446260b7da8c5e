import { columnsOf, reportOf } from './body.ts'
import { type ChainFault, chainFaults, type Digest } from './chain.ts'
import type { Head, ListedEntry } from './entry.ts'

/** What does not hold about a listed entry; `column`: what stands beside its body does not agree with it. */
export type ListFault = { readonly seq: number; readonly fault: ChainFault['fault'] | 'column' }

/**
 * Checks listed entries of one epoch by themselves, whoever listed them: the chain, and that what stands beside a body
 * says what the body says. @param after the entry before the first one; `seq` 0 and `CHAIN_START` for the beginning.
 * @returns each entry that does not hold, once, by its seq.
 */
export const listedFaults = (digest: Digest, entries: readonly ListedEntry[], after: Head): ListFault[] => {
  const first = entries[0]
  if (first === undefined) return []
  const chained: ListFault[] = [
    ...(first.seq === after.seq + 1 ? [] : [{ seq: after.seq + 1, fault: 'gap' as const }]),
    ...chainFaults(digest, entries, after.hash),
  ]
  const known = new Set(chained.map(({ seq }) => seq))
  const columns = entries
    .filter(entry => !known.has(entry.seq) && !columnsHold(entry, after.epoch))
    .map(({ seq }) => ({ seq, fault: 'column' as const }))
  return [...chained, ...columns].toSorted((a, b) => a.seq - b.seq)
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
