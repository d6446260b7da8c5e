import { hash } from 'node:crypto'
import { reportOf } from '../../protocol/body.ts'
import { utf8Bytes } from '../../protocol/bytes.ts'
import { chainFaults } from '../../protocol/chain.ts'
import type { Entry, Head } from '../../protocol/entry.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { Incoming } from '../store/for-intake.ts'
import type { Ending } from './closing.ts'

export type Checked =
  | { readonly ok: true; readonly incoming: readonly Incoming[] }
  | { readonly ok: false; readonly ending: Ending }

const sha256 = (text: string): string => hash('sha256', text)

/**
 * Holds a batch against what is known, before the store sees it: one epoch, no gap, bodies that are canonical texts of
 * the closed schema, digests of those bodies, hashes that chain. Entries that are stored already may come again; the
 * store compares their hashes.
 * @param held where this epoch stands; `seq` 0 and `CHAIN_START` for a new one.
 */
export const checkBatch = (device: string, held: Head, entries: readonly Entry[]): Checked => {
  const refuse = (...ending: Ending): Checked => ({ ok: false, ending })
  const first = entries[0]
  if (first === undefined) return refuse('malformed', 'no entries')
  if (entries.some(entry => entry.epoch !== held.epoch)) return refuse('out-of-order', 'another epoch than the hello')
  const gap = entries.findIndex((entry, i) => entry.seq !== first.seq + i)
  if (gap !== -1) return refuse('out-of-order', `gap at entry ${first.seq + gap}`)
  if (first.seq > held.seq + 1) return refuse('out-of-order', `expected ${held.seq + 1}, got ${first.seq}`)
  if (entries.reduce((sum, entry) => sum + utf8Bytes(entry.body), 0) > LIMITS.batchBytes)
    return refuse('too-large', `a batch holds at most ${LIMITS.batchBytes} bytes`)

  const incoming: Incoming[] = []
  for (const entry of entries) {
    const read = reportOf(entry.body)
    if (!read.ok) return refuse('malformed', `entry ${entry.seq}: ${read.reason}`)
    if ((entry.seq === 1) !== (read.report.kind === 'ledger-began'))
      return refuse('malformed', `entry ${entry.seq}: an epoch begins with ledger-began, and only so`)
    if (read.report.kind === 'enrolled' && read.report.device !== device)
      return refuse('not-authenticated', `entry ${entry.seq}: speaks for another device`)
    incoming.push({ ...entry, report: read.report })
  }
  const faults = first.seq === held.seq + 1 ? chainFaults(sha256, entries, held.hash) : againFaults(first, entries)
  const fault = faults[0]
  if (fault === undefined) return { ok: true, incoming }
  return refuse('malformed', `entry ${fault.seq}: its ${fault.fault} does not hold`)
}

/** Of entries that come again, the hash before the first is not at hand: the store compares the first one itself. */
const againFaults = (first: Entry, entries: readonly Entry[]) =>
  sha256(first.body) === first.digest
    ? chainFaults(sha256, entries.slice(1), first.hash)
    : [{ seq: first.seq, fault: 'body' as const }]
