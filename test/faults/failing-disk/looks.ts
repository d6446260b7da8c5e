import { hash, randomBytes } from 'node:crypto'
import { openLedger } from '../../../agent/ledger/ledger.ts'
import { deviceId } from '../../../console/store/sample.ts'
import { openSqlite } from '../../../console/store/sqlite.ts'
import { CHAIN_START, chainFaults } from '../../../protocol/chain.ts'
import type { ListedEntry } from '../../../protocol/entry.ts'
import { eventsIn } from '../oracle.ts'
import type { Ran } from './injected.ts'

const ended = ({ code, injected, said }: Ran): string[] => [
  ...(injected === 0 ? ['no call failed: nothing was tried'] : []),
  // 3: it did not open, said why, and opens once the disk works again.
  ...(code === 0 || code === 3 ? [] : [`ended with ${code}: ${JSON.stringify(said)}`]),
]

/** The disk works again. @returns what is wrong with the ledger that the faults left. */
export const lookAtLedger = async (folder: string, ran: Ran): Promise<string[]> => {
  const wrong = ended(ran)
  const ledger = openLedger({ dir: folder, now: () => Date.UTC(2026, 10, 22), random: bytes => randomBytes(bytes) })
  if (ledger.began !== null && ran.kept.length > 0)
    wrong.push(`begins anew: ${ledger.began.why} ${ledger.began.damage}`)
  // What was held while the disk failed becomes entries, some at a time.
  while (ledger.closeHours().length > 0);
  const entries: ListedEntry[] = []
  for (;;) {
    const page = ledger.list({ all: true }, entries.at(-1)?.seq ?? 0).entries
    if (page.length === 0) break
    entries.push(...page)
  }
  const times = eventsIn(entries)
  const lost = ran.kept.filter(n => !times.has(n))
  if (lost.length > 0) wrong.push(`lost: ${lost.join(' ')}`)
  if ([...times.values()].some(count => count > 1)) wrong.push('an event stands there twice')
  ledger.record({ kind: 'condition-changed', condition: 'after', state: 'raised', detail: '' })
  for (const { seq, fault } of ledger.verify()) wrong.push(`entry ${seq}: ${fault}`)
  ledger.close()
  return wrong
}

/** The disk works again. @returns what is wrong with the store that the faults left. */
export const lookAtStore = async (folder: string, ran: Ran): Promise<string[]> => {
  const wrong = ended(ran)
  const store = await openSqlite(folder)
  const entries = (await store.entries(deviceId(1), { after: null, limit: 1_000_000 })).items
  const head = (await store.latestHead(deviceId(1)))?.seq ?? 0
  const acknowledged = ran.kept.at(-1) ?? 0
  if (head < acknowledged) wrong.push(`acknowledged up to ${acknowledged}, held up to ${head}`)
  if (entries.length !== head) wrong.push(`${entries.length} entries, head ${head}`)
  const faults = chainFaults(text => hash('sha256', text), entries, CHAIN_START)
  if (faults.length > 0) wrong.push(`the chain breaks at ${JSON.stringify(faults[0])}`)
  await store.close()
  return wrong
}
