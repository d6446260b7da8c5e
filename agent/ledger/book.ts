import path from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod/mini'
import type { Head } from '../../protocol/entry.ts'
import { Epoch } from '../../protocol/fields.ts'
import type { ListFault } from '../../protocol/listed-faults.ts'
import type { Clock } from './append.ts'
import { type Began, readSideHead, setAside } from './began.ts'
import { privateFile } from './folder.ts'
import { heldReads } from './held.ts'
import { openFile, openLocked } from './open-file.ts'
import { openOutbox } from './outbox.ts'
import { TABLES, TRIGGERS } from './schema.ts'
import { inTransaction } from './transaction.ts'
import { faultsOf, openWalk } from './verify.ts'

export type Book = { readonly db: DatabaseSync; readonly epoch: string; readonly began: Began | null }

/** Writes the first entry of an epoch, in the transaction that makes its tables. */
export type WriteFirst = (db: DatabaseSync, epoch: string, began: Began) => void

const EpochRow = z.object({ epoch: Epoch })
const LastRow = z.object({ epoch: Epoch, seq: z.int() })

/** Opens the file of `dir` and goes on with it, or begins a new epoch in a new one. @throws as `openLedger` does. */
export const openBook = (
  dir: string,
  { now, random, enrolled = false }: Clock & { readonly enrolled?: boolean },
  first: WriteFirst,
): Book => {
  const file = path.join(dir, 'ledger.db')
  const before = readSideHead(dir)
  const begin = (db: DatabaseSync, began: Began): Book => {
    const epoch = Buffer.from(random(16)).toString('hex')
    try {
      inTransaction(db, () => {
        db.exec(TABLES + TRIGGERS)
        db.prepare('INSERT INTO ledger (only_one, epoch, acknowledged) VALUES (1, ?, 0)').run(epoch)
        first(db, epoch, began)
      })
    } catch (error) {
      // It is opened once more, with the ballast's room: its lock has to be let go.
      db.close()
      throw error
    }
    return { db, epoch, began }
  }

  privateFile(file)
  const opened = openFile(file)
  if (opened.is === 'empty') {
    const why = before !== null || enrolled ? 'file-missing' : 'first'
    return begin(opened.db, { why, before, setAside: null, damage: null })
  }
  let damage = opened.is === 'damaged' ? opened.why : ''
  if (opened.is === 'ready') {
    const held = goesOn(opened.db, before)
    if ('epoch' in held) return { db: opened.db, epoch: held.epoch, began: null }
    damage = held.damage
    opened.db.close()
  }

  const aside = setAside(file, now())
  privateFile(file)
  return begin(openLocked(file), { why: 'file-damaged', before, setAside: aside, damage })
}

/**
 * Whether what is still to be sent can be: the console would refuse a changed entry, and all that follow it, for ever.
 * A change in what the console already has is no reason to begin anew: `verify` names it, and both copies stay.
 */
const goesOn = (db: DatabaseSync, side: Head | null): { epoch: string } | { damage: string } => {
  try {
    const { epoch } = EpochRow.parse(db.prepare('SELECT epoch FROM ledger').get())
    const last = LastRow.parse(db.prepare('SELECT epoch, seq FROM entry ORDER BY seq DESC LIMIT 1').get())
    if (!heldReads(db)) return { damage: 'a report that waits to be an entry was changed' }
    if (last.epoch !== epoch) return { damage: 'its epoch is not that of its last entry' }
    const acknowledged = openOutbox(db, epoch).acknowledged()
    if (acknowledged.seq > last.seq) return { damage: 'more is acknowledged than there is' }
    const ends = side === null ? [acknowledged] : [acknowledged, side]
    const faults = faultsOf(openWalk(db, epoch, acknowledged.seq + 1, ends, 'chain')).filter(
      fault => fault.seq > acknowledged.seq,
    )
    return faults.length === 0 ? { epoch } : { damage: faults.map(inWords).join(', ').slice(0, 400) }
  } catch (error) {
    // A row that does not read as one is damage as well.
    return { damage: String(error).slice(0, 400) }
  }
}

const inWords = ({ seq, fault }: ListFault): string => `seq ${seq}: ${fault}`
