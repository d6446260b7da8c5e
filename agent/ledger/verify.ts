import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod/mini'
import { CHAIN_START, chainFaults } from '../../protocol/chain.ts'
import type { Head } from '../../protocol/entry.ts'
import { type ListFault, listedFaults } from '../../protocol/listed-faults.ts'
import { sha256 } from './digest.ts'
import { asListed, EntryRow } from './entry-row.ts'

const PAGE = 500

type Read = Pick<EntryRow, 'epoch' | 'seq' | 'body' | 'digest' | 'hash'>
/** Checks a page of rows that follow an entry. */
type Check = (rows: readonly object[], after: Head) => { readonly faults: readonly ListFault[]; readonly read: Read[] }

/** The chain, and that what stands beside a body says what the body says. */
const whole: Check = (rows, after) => {
  const read = rows.map(row => EntryRow.parse(row))
  return { faults: listedFaults(sha256, read.map(asListed), after), read }
}

const Chained = z.object({
  epoch: z.string(),
  seq: z.int(),
  body: z.nullable(z.string()),
  digest: z.string(),
  hash: z.string(),
})
/** The chain alone: a third of the time, and all that decides whether an entry can still be sent. */
const chain: Check = (rows, after) => {
  const read = rows.map(row => Chained.parse(row))
  const isNext = read.some(({ seq }) => seq === after.seq + 1)
  const gap = isNext ? [] : [{ seq: after.seq + 1, fault: 'gap' as const }]
  return { faults: [...gap, ...chainFaults(sha256, read, after.hash)], read }
}

export type Walk = {
  /** Checks the next page. @returns what does not hold there, and whether it was the last. */
  readonly next: () => { readonly faults: readonly ListFault[]; readonly isDone: boolean }
}

/** @param ends heads that were written down elsewhere: each has to be one of our entries. */
export const openWalk = (
  db: DatabaseSync,
  epoch: string,
  from: number,
  ends: readonly Head[],
  check: 'whole' | 'chain',
): Walk => {
  const page = db.prepare('SELECT * FROM entry WHERE seq >= ? ORDER BY seq LIMIT ?')
  const hashAt = (seq: number): string | null => {
    if (seq === 0) return CHAIN_START
    const row = z.optional(EntryRow).parse(page.get(seq, 1))
    return row?.seq === seq ? row.hash : null
  }
  let after: Head = { epoch, seq: from - 1, hash: hashAt(from - 1) ?? CHAIN_START }
  const atEnds = (): ListFault[] =>
    ends.flatMap(end => {
      const hash = end.epoch === epoch ? hashAt(end.seq) : end.hash
      return hash === end.hash ? [] : [{ seq: end.seq, fault: hash === null ? 'gap' : 'hash' }]
    })
  return {
    next: () => {
      const rows = page.all(after.seq + 1, PAGE)
      if (rows.length === 0) return { faults: atEnds(), isDone: true }
      const { faults, read } = (check === 'whole' ? whole : chain)(rows, after)
      for (const { seq, hash } of read) after = { epoch, seq, hash }
      return { faults, isDone: false }
    },
  }
}

/** All of a walk at once. @returns each entry that does not hold, once, by its seq. */
export const faultsOf = (walk: Walk): ListFault[] => {
  const faults: ListFault[] = []
  for (;;) {
    const { faults: more, isDone } = walk.next()
    faults.push(...more)
    if (isDone) return firstPerSeq(faults)
  }
}

const firstPerSeq = (faults: readonly ListFault[]): ListFault[] => {
  const bySeq = new Map<number, ListFault>()
  for (const fault of faults) if (!bySeq.has(fault.seq)) bySeq.set(fault.seq, fault)
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}
