import { randomBytes } from 'node:crypto'
import { type Ledger, openLedger } from '../../../agent/ledger/ledger.ts'
import type { ListedEntry } from '../../../protocol/entry.ts'
import type { Promised } from './replay.ts'

/** Opens what a power cut left of a ledger as the daemon does. @returns which promises are broken. */
export const lookAtLedger = async (folder: string, promised: Promised): Promise<string[]> => {
  let ledger: Ledger
  try {
    ledger = openLedger({ dir: folder, now: () => Date.UTC(2030, 0, 1), random: bytes => randomBytes(bytes) })
  } catch (error) {
    return [`does not open: ${String(error)}`]
  }
  try {
    const wrong: string[] = []
    const began = promised.has('kept')
    if (ledger.began !== null && (began || ledger.began.why === 'file-damaged'))
      wrong.push(`begins anew: ${ledger.began.why} ${ledger.began.damage}`)
    for (const { seq, fault } of ledger.verify()) wrong.push(`entry ${seq}: ${fault}`)
    const { numbers, seqs } = read(ledger)
    // Which of the entries not promised made it is chance, but none may be missing between, or stand there twice.
    if (numbers.some((n, i) => n !== i + 1)) wrong.push(`events are ${numbers.join(' ')}`)
    const kept = promised.get('kept') ?? 0
    if (numbers.length < kept) wrong.push(`lost: ${kept} were kept, ${numbers.length} are there`)
    if (seqs.some((seq, i) => seq !== i + 1)) wrong.push('a gap in seq')
    const acknowledged = promised.get('acknowledged') ?? 0
    if (ledger.acknowledgedHead().seq < acknowledged) wrong.push(`forgot that ${acknowledged} is acknowledged`)
    const repeats = ledger.list({ all: true }).open.reduce((sum, { count }) => sum + count, 0)
    if (repeats < (promised.get('open') ?? 0)) wrong.push(`lost ${(promised.get('open') ?? 0) - repeats} repeats`)
    // It goes on.
    ledger.record({ kind: 'condition-changed', condition: 'after', state: 'raised', detail: '' })
    if (ledger.verify().length > 0) wrong.push('not whole once it has gone on')
    return wrong
  } finally {
    ledger.close()
  }
}

const read = (ledger: Ledger): { numbers: number[]; seqs: number[] } => {
  const entries: ListedEntry[] = []
  for (;;) {
    const page = ledger.list({ all: true }, entries.at(-1)?.seq ?? 0).entries
    if (page.length === 0) break
    entries.push(...page)
  }
  const numbers = entries.flatMap(({ body }) => /"condition":"event-(\d+)"/.exec(body ?? '')?.[1] ?? []).map(Number)
  return { numbers, seqs: entries.map(({ seq }) => seq) }
}
