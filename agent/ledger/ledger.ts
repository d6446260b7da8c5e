import path from 'node:path'
import type { History } from '../../policies/decide/words.ts'
import type { Viewer } from '../../protocol/desk.ts'
import type { DetectionReport } from '../../protocol/detection.ts'
import type { Entry, Head } from '../../protocol/entry.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { ListFault } from '../../protocol/listed-faults.ts'
import type { Retention } from '../../protocol/retention.ts'
import { type Clock, openAppender } from './append.ts'
import { type Began, readSideHead, writeSideHead } from './began.ts'
import { openBook } from './book.ts'
import type { ReportDraft } from './draft.ts'
import { openFolder } from './fold.ts'
import { privateFolder } from './folder.ts'
import { type Noticed, openHistories } from './history.ts'
import { type Latest, openLatest } from './latest.ts'
import { type Listing, openLister } from './listing.ts'
import { openLog } from './log.ts'
import { type Acknowledgement, openOutbox, type Resumed } from './outbox.ts'
import { openRetention } from './retention.ts'
import { inTransaction } from './transaction.ts'
import { ledgerFaults } from './verify.ts'

/** Where nearly full, repeats wait in their open rows; nothing is ever dropped. */
export const TAIL = { rows: 90_000, bytes: 45 * 1024 * 1024 } as const

export type Ledger = {
  /** Why this epoch began, where opening it began one; null where the file went on. */
  readonly began: Began | null
  /** Durable when it returns. @throws TypeError for what is no report; what SQLite throws, and then nothing is written. */
  readonly record: (draft: ReportDraft) => Entry
  /** All or none. */
  readonly recordAll: (drafts: readonly ReportDraft[]) => Entry[]
  /** Counts starts of what is already reported as running; one entry an hour comes of it. */
  readonly repeat: (detection: string, account: string | null, times?: number) => void
  /** Makes entries of the hours that are over. Call it each minute. */
  readonly closeHours: () => Entry[]
  /** Moves what was written from the log into the file, which takes some milliseconds: for when nobody waits. */
  readonly tidy: () => void
  readonly head: () => Head
  readonly acknowledgedHead: () => Head
  /** How many entries are not acknowledged. */
  readonly depth: () => number
  /** The next batch, within `LIMITS.batch`, `batchBytes` and `frameBytes`; empty where nothing waits, or on a fork. */
  readonly unsent: () => Entry[]
  readonly acknowledge: (head: Head) => Acknowledgement
  readonly hashAt: (seq: number) => string | null
  readonly resumeFrom: (known: Head | null) => Resumed
  readonly restoreFirstSightings: (list: readonly { readonly detection: string; readonly at: number }[]) => void
  /** What was last reported of each detection that is not gone. */
  readonly known: () => readonly DetectionReport[]
  readonly history: (detection: string) => History | null
  /** What `History` does not hold of the notices about a detection. */
  readonly firstSeen: (tool: string, account: string | null) => number | null
  readonly noticed: (detection: string) => Noticed
  readonly latest: Latest
  readonly list: (viewer: Viewer, after?: number) => Listing
  readonly verify: () => ListFault[]
  readonly retain: (retention: Retention) => number
  /** @param listener is told after each commit that wrote entries; it must not throw. @returns stops that. */
  readonly onRecorded: (listener: (entries: readonly Entry[]) => void) => () => void
  readonly close: () => void
}

export type LedgerOptions = Clock & {
  /** A folder for this ledger alone: made 0700, refused when others can get in. */
  readonly dir: string
  /** Whether this device is enrolled: then a missing file is a loss, and said to be one. */
  readonly enrolled?: boolean
}

/**
 * Opens the ledger, or begins a new epoch where there is none that can be used.
 * @throws LooseFolder, LedgerHeld, LedgerNewer; each message is a sentence for a person.
 */
export const openLedger = (options: LedgerOptions): Ledger => {
  const { dir, now } = options
  privateFolder(dir)
  const { db, epoch, began } = openBook(dir, options, (fresh, id, { why, before }) => {
    openAppender(fresh, id, openHistories(fresh), options).append({ kind: 'ledger-began', why, before })
  })
  const log = openLog(db, path.join(dir, 'ledger.db'))
  const histories = openHistories(db)
  const appender = openAppender(db, epoch, histories, options)
  const repeats = openFolder(db)
  const outbox = openOutbox(db, epoch)
  const list = openLister(db)
  const erase = openRetention(db)
  const listeners = new Set<(entries: readonly Entry[]) => void>()

  const added = <T>(write: () => T): T => {
    try {
      return write()
    } catch (error) {
      histories.rolledBack()
      throw error
    }
  }
  const write = (drafts: () => readonly ReportDraft[]): Entry[] => {
    const entries = added(() => inTransaction(db, () => drafts().map(appender.append)))
    if (entries.length > 0) for (const listener of listeners) listener(entries)
    return entries
  }
  const isNearlyFull = (): boolean => {
    const { rows, bytes } = outbox.tail()
    return rows >= TAIL.rows || bytes >= TAIL.bytes
  }
  writeSideHead(dir, appender.head())

  return {
    began,
    record: draft => {
      const [entry] = write(() => [draft])
      if (entry === undefined) throw new TypeError('a draft makes one entry')
      return entry
    },
    recordAll: drafts => write(() => drafts),
    repeat: (detection, account, times = 1) =>
      repeats.repeat(detection, account ?? histories.accountOf(detection), times, now()),
    closeHours: () => (isNearlyFull() ? [] : write(() => repeats.finished(now()))),
    head: appender.head,
    acknowledgedHead: outbox.acknowledged,
    depth: () => appender.head().seq - outbox.acknowledged().seq,
    unsent: outbox.unsent,
    acknowledge: head => {
      const said = outbox.acknowledge(head)
      if (said === 'acknowledged') writeSideHead(dir, appender.head())
      return said
    },
    hashAt: outbox.hashAt,
    resumeFrom: outbox.resumeFrom,
    restoreFirstSightings: sightings => inTransaction(db, () => histories.restore(sightings)),
    known: histories.known,
    history: histories.of,
    firstSeen: histories.firstSeen,
    noticed: histories.noticed,
    latest: openLatest(db),
    list: (viewer, after = 0) => list(viewer, after, appender.head(), repeats.open(LIMITS.array)),
    verify: () => {
      const side = readSideHead(dir)
      return ledgerFaults(db, epoch, 1, side === null ? [outbox.acknowledged()] : [outbox.acknowledged(), side])
    },
    retain: retention => {
      const erased = inTransaction(db, () => erase(retention, now()))
      // The write-ahead log still holds the old pages.
      if (erased > 0) log.wipe()
      return erased
    },
    tidy: log.tidy,
    onRecorded: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => {
      writeSideHead(dir, appender.head())
      db.close()
    },
  }
}
