import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod/mini'
import { columnsOf, reportOf } from '../../protocol/body.ts'
import { CHAIN_START, type ChainFault, chainFaults } from '../../protocol/chain.ts'
import type { Head } from '../../protocol/entry.ts'
import { sha256 } from './digest.ts'

const Row = z.object({
  epoch: z.string(),
  seq: z.int(),
  at: z.int(),
  kind: z.string(),
  account: z.nullable(z.string()),
  body: z.nullable(z.string()),
  digest: z.string(),
  hash: z.string(),
})

export type LedgerFault = { readonly seq: number; readonly fault: ChainFault['fault'] | 'column' }

const PAGE = 1_000

/**
 * Walks the entries from `from` on: the chain, and that what stands beside a body says what the body says.
 * @param ends heads that were written down elsewhere: each has to be one of our entries.
 */
export const ledgerFaults = (db: DatabaseSync, epoch: string, from: number, ends: readonly Head[]): LedgerFault[] => {
  const page = db.prepare('SELECT * FROM entry WHERE seq >= ? ORDER BY seq LIMIT ?')
  const hashAt = (seq: number): string | null => {
    if (seq === 0) return CHAIN_START
    const row = z.optional(Row).parse(page.get(seq, 1))
    return row?.seq === seq ? row.hash : null
  }
  const faults: LedgerFault[] = []
  let next = from
  let before = hashAt(from - 1) ?? CHAIN_START
  for (;;) {
    const rows = page.all(next, PAGE).map(row => Row.parse(row))
    const last = rows.at(-1)
    if (last === undefined) break
    if (rows[0]?.seq !== next) faults.push({ seq: next, fault: 'gap' })
    faults.push(...chainFaults(sha256, rows, before))
    for (const row of rows) if (!columnsHold(row, epoch)) faults.push({ seq: row.seq, fault: 'column' })
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

/** The epoch is part of the hash, the rest of the body: here only whether the columns tell the same. */
const columnsHold = (row: z.infer<typeof Row>, epoch: string): boolean => {
  if (row.epoch !== epoch) return false
  if (row.body === null) return true
  const read = reportOf(row.body)
  if (!read.ok) return false
  const columns = columnsOf(read.report)
  return columns.kind === row.kind && columns.at === row.at && columns.account === row.account
}

const firstPerSeq = (faults: readonly LedgerFault[]): LedgerFault[] => {
  const bySeq = new Map<number, LedgerFault>()
  for (const fault of faults) if (!bySeq.has(fault.seq)) bySeq.set(fault.seq, fault)
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}
