import path from 'node:path'
import type { History } from '../../policies/decide/words.ts'
import type { Viewer } from '../../protocol/desk.ts'
import type { DetectionReport } from '../../protocol/detection.ts'
import type { Entry, Head, SentEntry } from '../../protocol/entry.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { ListFault } from '../../protocol/listed-faults.ts'
import type { Retention } from '../../protocol/retention.ts'
import { type Clock, openAppender } from './append.ts'
import { type Ballast, openBallast } from './ballast.ts'
import { type Began, readSideHead, writeSideHead } from './began.ts'
import { openBook } from './book.ts'
import type { Pace } from './bucket.ts'
import type { ReportDraft } from './draft.ts'
import { openFolder } from './fold.ts'
import { privateFolder } from './folder.ts'
import { type Noticed, openHistories } from './history.ts'
import { openInlet, PACE } from './inlet.ts'
import { type Latest, openLatest } from './latest.ts'
import { type Listing, openLister } from './listing.ts'
import { openLog } from './log.ts'
import { type Acknowledgement, openOutbox, type Resumed } from './outbox.ts'
import { openRetention } from './retention.ts'
import { type Bound, openTail, TAIL } from './tail.ts'
import { type Trouble, troubleOf } from './trouble.ts'
import { faultsOf, openWalk, type Walk } from './verify.ts'

export type Ledger = {
  /** Why this epoch began, where opening it began one; null where the file went on. */
  readonly began: Began | null
  /**
   * Durable when it returns: as an entry, or held in the file and folded into one later, where too much comes, too much
   * waits to be sent, or the disk is nearly full.
   * @returns the entry, null where it is held. @throws TypeError for what is no report; what SQLite throws: then
   * nothing is durable, and it is only counted, in memory, until there is room.
   */
  readonly record: (draft: ReportDraft) => Entry | null
  /** All or none. @returns those that are entries. */
  readonly recordAll: (drafts: readonly ReportDraft[]) => Entry[]
  /** Counts starts of what is already reported as running; one entry an hour comes of it. Never throws for the disk. */
  readonly repeat: (detection: string, account: string | null, times?: number) => void
  /** Makes entries of the hours that are over, and of what was held. Call it each minute, and when `later` says. */
  readonly closeHours: () => Entry[]
  /** Why nothing can be written now; null where it can. */
  readonly trouble: () => Trouble | null
  /** Moves what was written from the log into the file, which takes some milliseconds: for when nobody waits. */
  readonly tidy: () => void
  readonly head: () => Head
  readonly acknowledgedHead: () => Head
  /** How many entries are not acknowledged. */
  readonly depth: () => number
  /** The next batch, within `LIMITS.batch`, `batchBytes` and `frameBytes`; empty where nothing waits, or on a fork. */
  readonly unsent: () => SentEntry[]
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
  /** The same in pages of some milliseconds each, for whoever has other things to do. */
  readonly walk: () => Walk
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
  /** How many entries may come at once, and a second on average. */
  readonly pace?: Pace
  /** What may wait to be acknowledged. */
  readonly bound?: Bound
  /** Told when the ledger cannot write any more, and with null when it can again. */
  readonly onTrouble?: (trouble: Trouble | null) => void
  /** Something waits: call `closeHours` after so many ms; null: nothing does any more. */
  readonly later?: (ms: number | null) => void
}

/**
 * Opens the ledger, or begins a new epoch where there is none that can be used.
 * @throws LooseFolder, LedgerHeld, LedgerNewer, LedgerUnwritable; each message is a sentence for a person.
 */
export const openLedger = (options: LedgerOptions): Ledger => {
  const { dir, now } = options
  privateFolder(dir)
  const ballast = openBallast(dir)
  const { db, epoch, began } = opened(ballast, () =>
    openBook(dir, options, (fresh, id, { why, before }) => {
      const first = openAppender(fresh, id, openHistories(fresh), options)
      first.write(first.seal({ kind: 'ledger-began', why, before }))
    }),
  )
  const log = openLog(db, path.join(dir, 'ledger.db'))
  const histories = openHistories(db)
  const appender = openAppender(db, epoch, histories, options)
  const repeats = openFolder(db)
  const outbox = openOutbox(db, epoch)
  const list = openLister(db)
  const erase = openRetention(db)
  const tail = openTail(db, outbox.acknowledged().seq, options.bound ?? TAIL)
  const listeners = new Set<(entries: readonly Entry[]) => void>()
  const inlet = openInlet({
    db,
    appender,
    histories,
    repeats,
    tail,
    ballast,
    now,
    pace: options.pace ?? PACE,
    onTrouble: options.onTrouble ?? (() => {}),
    later: options.later ?? (() => {}),
  })

  const told = (entries: Entry[]): Entry[] => {
    if (entries.length > 0) for (const listener of listeners) listener(entries)
    return entries
  }
  const moving = <T>(move: () => T): T => {
    const from = outbox.acknowledged().seq
    const said = inlet.within(move)
    tail.moved(from, outbox.acknowledged().seq)
    return said
  }
  const walk = (): Walk => {
    const side = readSideHead(dir)
    const ends = side === null ? [outbox.acknowledged()] : [outbox.acknowledged(), side]
    return openWalk(db, epoch, 1, ends, 'whole')
  }
  writeSideHead(dir, appender.head())

  return {
    began,
    record: draft => told(inlet.take([draft]))[0] ?? null,
    recordAll: drafts => told(inlet.take(drafts)),
    repeat: (detection, account, times = 1) => inlet.repeat(detection, account, times),
    closeHours: () => told(inlet.release()),
    trouble: inlet.trouble,
    head: appender.head,
    acknowledgedHead: outbox.acknowledged,
    depth: () => appender.head().seq - outbox.acknowledged().seq,
    unsent: outbox.unsent,
    acknowledge: head => {
      const said = moving(() => outbox.acknowledge(head))
      if (said === 'acknowledged') writeSideHead(dir, appender.head())
      return said
    },
    hashAt: outbox.hashAt,
    resumeFrom: known => moving(() => outbox.resumeFrom(known)),
    restoreFirstSightings: sightings => inlet.within(() => histories.restore(sightings)),
    known: histories.known,
    history: histories.of,
    firstSeen: histories.firstSeen,
    noticed: histories.noticed,
    latest: openLatest(db),
    list: (viewer, after = 0) => list(viewer, after, appender.head(), repeats.open(LIMITS.array)),
    walk,
    verify: () => faultsOf(walk()),
    retain: retention => {
      const erased = inlet.quietly(() => inlet.within(() => erase(retention, now()))) ?? 0
      // The write-ahead log still holds the old pages.
      if (erased > 0) inlet.quietly(log.wipe)
      return erased
    },
    tidy: () => inlet.quietly(log.tidy),
    onRecorded: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => {
      inlet.flush()
      writeSideHead(dir, appender.head())
      db.close()
    },
  }
}

/** The machine does not let the ledger be written: it cannot even begin. */
export class LedgerUnwritable extends Error {
  override readonly name = 'LedgerUnwritable'
}

const opened = <T>(ballast: Ballast, open: () => T): T => {
  try {
    return open()
  } catch (error) {
    if (troubleOf(error) === null) throw error
    ballast.drop()
  }
  try {
    return open()
  } catch (error) {
    const is = troubleOf(error)
    if (is === null) throw error
    const mend = is === 'disk-full' ? 'make room on its disk' : 'give it a disk that can be written'
    throw new LedgerUnwritable(`the ledger cannot be opened: ${error instanceof Error ? error.message : ''}: ${mend}`)
  }
}
