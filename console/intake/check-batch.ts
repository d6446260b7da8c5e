import { reportOf } from '../../protocol/body.ts'
import { utf8Bytes } from '../../protocol/bytes.ts'
import type { Head, SentEntry } from '../../protocol/entry.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { Arriving } from '../store/for-intake.ts'
import type { Ending } from './closing.ts'

export type Checked =
  | { readonly ok: true; readonly incoming: readonly Arriving[] }
  | { readonly ok: false; readonly ending: Ending }

/**
 * Holds a batch to what can be said without the store: one epoch, no gap, bodies that are canonical texts of the closed
 * schema. Digests and hashes are the store's to check, in the transaction that writes them or writes down a fork.
 * Entries that are stored already may come again.
 * @param held where this epoch stands; `seq` 0 for a new one.
 */
export const checkBatch = (device: string, held: Head, entries: readonly SentEntry[]): Checked => {
  const refuse = (...ending: Ending): Checked => ({ ok: false, ending })
  const first = entries[0]?.seq ?? 0
  if (first > held.seq + 1) return refuse('out-of-order', `expected entry ${held.seq + 1}, got ${first}`)
  if (entries.reduce((sum, entry) => sum + utf8Bytes(entry.body ?? ''), 0) > LIMITS.batchBytes)
    return refuse('too-large', `a batch holds at most ${LIMITS.batchBytes} bytes of bodies`)

  const incoming: Arriving[] = []
  for (const [i, entry] of entries.entries()) {
    if (entry.epoch !== held.epoch) return refuse('out-of-order', `entry ${entry.seq}: another epoch than the hello's`)
    if (entry.seq !== first + i) return refuse('out-of-order', `expected entry ${first + i}, got ${entry.seq}`)
    const { body, ...place } = entry
    if (body === null) {
      incoming.push({ ...place, body, report: null })
      continue
    }
    const read = reportOf(body)
    if (!read.ok) return refuse('malformed', `entry ${entry.seq}: ${read.reason}`)
    const { report } = read
    if ((entry.seq === 1) !== (report.kind === 'ledger-began'))
      return refuse('malformed', `entry ${entry.seq}: an epoch begins with ledger-began, and nothing else is called so`)
    if ('device' in report && report.device !== device)
      return refuse('not-authenticated', `entry ${entry.seq}: it speaks for another device`)
    incoming.push({ ...place, body, report })
  }
  return { ok: true, incoming }
}
