import { createHash } from 'node:crypto'
import { CHAIN_START } from '../../protocol/chain.ts'
import type { Head } from '../../protocol/entry.ts'
import { type ListFault, listedFaults } from '../../protocol/listed-faults.ts'
import type { ForReading } from '../store/for-reading.ts'
import type { Key } from '../store/page.ts'

export type CheckedLedger = {
  readonly entries: number
  readonly faults: readonly (ListFault & { readonly epoch: string })[]
}

const PAGE = 1_000
const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')
const beginning = (epoch: string): Head => ({ epoch, seq: 0, hash: CHAIN_START })

/** Walks all that is held of a device's ledger, epoch after epoch. @returns each entry that does not hold. */
export const checkLedger = async (store: Pick<ForReading, 'entries'>, device: string): Promise<CheckedLedger> => {
  const faults: (ListFault & { epoch: string })[] = []
  let entries = 0
  let reached: Head | null = null
  let after: Key | null = null
  do {
    const page = await store.entries(device, { after, limit: PAGE })
    for (const [epoch, listed] of Map.groupBy(page.items, entry => entry.epoch)) {
      const from: Head = reached?.epoch === epoch ? reached : beginning(epoch)
      faults.push(...listedFaults(sha256, listed, from).map(fault => ({ ...fault, epoch })))
      const last = listed.at(-1)
      if (last !== undefined) reached = { epoch, seq: last.seq, hash: last.hash }
    }
    entries += page.items.length
    after = page.next
  } while (after !== null)
  return { entries, faults }
}
