import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod/mini'
import { CHAIN_START } from '../../protocol/chain.ts'
import type { Head } from '../../protocol/entry.ts'
import { type ListFault, listedFaults } from '../../protocol/listed-faults.ts'
import { sha256 } from './digest.ts'
import { asListed, EntryRow } from './entry-row.ts'

const PAGE = 1_000

/**
 * Walks the entries from `from` on: the chain, and that what stands beside a body says what the body says.
 * @param ends heads that were written down elsewhere: each has to be one of our entries.
 */
export const ledgerFaults = (db: DatabaseSync, epoch: string, from: number, ends: readonly Head[]): ListFault[] => {
  const page = db.prepare('SELECT * FROM entry WHERE seq >= ? ORDER BY seq LIMIT ?')
  const hashAt = (seq: number): string | null => {
    if (seq === 0) return CHAIN_START
    const row = z.optional(EntryRow).parse(page.get(seq, 1))
    return row?.seq === seq ? row.hash : null
  }
  const faults: ListFault[] = []
  let next = from
  let before = hashAt(from - 1) ?? CHAIN_START
  for (;;) {
    const rows = page.all(next, PAGE).map(row => EntryRow.parse(row))
    const last = rows.at(-1)
    if (last === undefined) break
    faults.push(...listedFaults(sha256, rows.map(asListed), { epoch, seq: next - 1, hash: before }))
    before = last.hash
    next = last.seq + 1
  }
  for (const end of ends)
    if (end.epoch === epoch) {
      const hash = hashAt(end.seq)
      if (hash !== end.hash) faults.push({ seq: end.seq, fault: hash === null ? 'gap' : 'hash' })
    }
  return firstPerSeq(faults)
}

const firstPerSeq = (faults: readonly ListFault[]): ListFault[] => {
  const bySeq = new Map<number, ListFault>()
  for (const fault of faults) if (!bySeq.has(fault.seq)) bySeq.set(fault.seq, fault)
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}
