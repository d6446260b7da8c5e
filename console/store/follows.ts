import { hash as digestOf } from 'node:crypto'
import { chainHash } from '../../protocol/chain.ts'
import type { Arriving, RefusalCode } from './for-intake.ts'

/** Where an epoch stands: `place` counts a device's epochs from 1, `seq` 0 before the first entry. */
export type Mark = { readonly place: number; readonly seq: number; readonly hash: string }

export type Followed =
  /** `fresh` are those that are not stored yet. */
  | { readonly is: 'following'; readonly fresh: readonly Arriving[] }
  | { readonly is: 'refused'; readonly code: RefusalCode; readonly seq: number }
  /** `entry` is not the one that is held there: another hash, or chained to another one. */
  | { readonly is: 'fork'; readonly entry: Arriving; readonly held: string }

const sha256 = (text: string): string => digestOf('sha256', text)

/**
 * Holds a batch to what is stored: what is there already has to be the same, what is new has to follow by seq, by its
 * own digest and by the hash before it.
 * @param held the hash that is stored at a seq up to the mark's.
 */
export const following = (mark: Mark, entries: readonly Arriving[], held: (seq: number) => string): Followed => {
  const other = entries.find(entry => entry.seq <= mark.seq && held(entry.seq) !== entry.hash)
  if (other !== undefined) return { is: 'fork', entry: other, held: held(other.seq) }
  const fresh = entries.filter(entry => entry.seq > mark.seq)
  const epoch = entries[0]?.epoch
  let { seq, hash } = mark
  for (const entry of fresh) {
    if (entry.epoch !== epoch || entry.seq !== seq + 1) return { is: 'refused', code: 'out-of-order', seq: seq + 1 }
    if (entry.body !== null && sha256(entry.body) !== entry.digest)
      return { is: 'refused', code: 'broken-chain', seq: entry.seq }
    if (chainHash(sha256, hash, entry) !== entry.hash) {
      // The first one that does not follow what is held was chained to another entry than ours.
      if (seq === mark.seq && seq > 0) return { is: 'fork', entry, held: hash }
      return { is: 'refused', code: 'broken-chain', seq: entry.seq }
    }
    seq = entry.seq
    hash = entry.hash
  }
  return { is: 'following', fresh }
}
