import type { DatabaseSync } from 'node:sqlite'
import type { LedgerList, OpenRow, Viewer } from '../../protocol/desk.ts'
import type { Head, ListedEntry } from '../../protocol/entry.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { asListed, EntryRow } from './entry-row.ts'

/** A page of the ledger without the device's id, which the ledger does not know. */
export type Listing = Omit<LedgerList, 'device'>

/** @param after seq of the last entry of the page before, 0 for the first page. */
export type Lister = (viewer: Viewer, after: number, head: Head, open: readonly OpenRow[]) => Listing

export const openLister = (db: DatabaseSync): Lister => {
  const page = db.prepare('SELECT * FROM entry WHERE seq > ? ORDER BY seq LIMIT ?')
  return (viewer, after, head, open) => ({
    epoch: head.epoch,
    head,
    entries: page.all(after, LIMITS.array).map(row => listed(EntryRow.parse(row), viewer)),
    open: open.filter(({ account }) => maySee(viewer, account)),
  })
}

const maySee = (viewer: Viewer, account: string | null): boolean =>
  viewer.all === true || account === null || account === viewer.account

/** Of what concerns somebody else, only what the chain needs is told; even its kind and hour would tell of them. */
const listed = (row: EntryRow, viewer: Viewer): ListedEntry => {
  const { epoch, seq, digest, hash, account } = row
  if (!maySee(viewer, account)) return { epoch, seq, at: 0, kind: 'withheld', body: null, digest, hash, withheld: true }
  return asListed(row)
}
