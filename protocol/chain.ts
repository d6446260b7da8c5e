/** @param text UTF-8 text. @returns its SHA-256 as 64 hex digits. Handed in: this room touches nothing. */
export type Digest = (text: string) => string

/** What the first entry of an epoch chains to. */
export const CHAIN_START = '0'.repeat(64)

export type Link = { readonly epoch: string; readonly seq: number; readonly digest: string; readonly hash: string }

/** The hash of an entry: over the hash before it, its epoch, its seq and the digest of its body. */
export const chainHash = (
  digest: Digest,
  before: string,
  link: { readonly epoch: string; readonly seq: number; readonly digest: string },
): string => digest(`${before}\n${link.epoch}\n${link.seq}\n${link.digest}`)

export type ChainFault = { readonly seq: number; readonly fault: 'body' | 'hash' | 'gap' }

/**
 * Walks entries of one epoch in order and names each one that does not hold, by its seq.
 * A body may be absent (erased by retention, or withheld): then its digest stands for it.
 * @param before hash of the entry before the first one, `CHAIN_START` where that is seq 1.
 */
export const chainFaults = (
  digest: Digest,
  entries: readonly (Link & { readonly body: string | null })[],
  before: string,
): ChainFault[] => {
  const faults: ChainFault[] = []
  let previous = before
  let expected = entries[0]?.seq ?? 1
  for (const entry of entries) {
    if (entry.seq !== expected) faults.push({ seq: expected, fault: 'gap' })
    else if (entry.body !== null && digest(entry.body) !== entry.digest) faults.push({ seq: entry.seq, fault: 'body' })
    else if (chainHash(digest, previous, entry) !== entry.hash) faults.push({ seq: entry.seq, fault: 'hash' })
    previous = entry.hash
    expected = entry.seq + 1
  }
  return faults
}
