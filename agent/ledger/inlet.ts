import type { DatabaseSync } from 'node:sqlite'
import type { Entry } from '../../protocol/entry.ts'
import type { Report } from '../../protocol/report.ts'
import type { Appender } from './append.ts'
import type { Ballast } from './ballast.ts'
import { openBucket, type Pace } from './bucket.ts'
import type { ReportDraft } from './draft.ts'
import type { Folder } from './fold.ts'
import { openHeld } from './held.ts'
import type { Histories } from './history.ts'
import { openInMemory } from './in-memory.ts'
import { foldedOf, type Held, heldOf } from './subject.ts'
import type { Tail } from './tail.ts'
import { type Trouble, troubleOf } from './trouble.ts'
import { openWriting, type Writing } from './writing.ts'

/** Entries: more of them at once than a machine has assistants. */
export const PACE: Pace = { burst: 2_000, perSecond: 50 }
/** Commits that count a start; what is more is counted in memory first. */
const COUNTS: Pace = { burst: 100, perSecond: 20 }
const SECOND = 1_000
const HOUR = 3_600_000

export type InletOptions = {
  readonly db: DatabaseSync
  readonly appender: Appender
  readonly histories: Histories
  readonly repeats: Folder
  readonly tail: Tail
  readonly ballast: Ballast
  readonly now: () => number
  readonly pace: Pace
  /** Told when the ledger cannot write any more, and with null when it can again. */
  readonly onTrouble: (trouble: Trouble | null) => void
  /** Asked for when something waits: call `release` after so many ms; null: nothing waits any more. */
  readonly later: (ms: number | null) => void
}

export type Inlet = Pick<Writing, 'within' | 'quietly' | 'trouble'> & {
  /**
   * Writes what may be an entry now and holds the rest; both are durable when it returns.
   * @returns the entries. @throws what SQLite threw: then nothing is durable, and the drafts are only counted, in memory.
   */
  readonly take: (drafts: readonly ReportDraft[]) => Entry[]
  /** Durable when it returns, unless starts come in a storm or the disk is full: then a second later, or with the room. */
  readonly repeat: (detection: string, account: string | null, times: number) => void
  /** Makes entries of what may be one by now: hours that are over, and what was held. */
  readonly release: () => Entry[]
  /** Writes what is in memory alone, at the end. */
  readonly flush: () => void
}

/** The one door to the file: what is an entry at once, what waits, and what happens when the disk takes neither. */
export const openInlet = (options: InletOptions): Inlet => {
  const { db, appender, histories, repeats, tail, ballast, now } = options
  const held = openHeld(db)
  const unwritten = openInMemory(now)
  const mayWrite = openBucket(options.pace, now)
  const mayCount = openBucket(COUNTS, now)
  let holds = !held.isEmpty()
  let waits = false

  const schedule = (): void => {
    const still = trouble() !== null || !unwritten.isEmpty() || (holds && tail.room() === 'free')
    if (still !== waits) options.later(still ? SECOND : null)
    waits = still
  }
  const hold = (one: Held): void => {
    const isApart = held.hold(one)
    holds = true
    // What is only a number is found again by the next look.
    if (one.report !== null && isApart) histories.add(one.report, one.last)
  }
  const { within, quietly, trouble, recovers } = openWriting({
    db,
    ballast,
    first: () => {
      for (const one of unwritten.held()) hold(one)
      for (const { detection, account, times, at } of unwritten.starts()) repeats.repeat(detection, account, times, at)
    },
    committed: unwritten.clear,
    rolledBack: () => {
      histories.rolledBack()
      held.rolledBack()
    },
    onTrouble: is => {
      schedule()
      options.onTrouble(is)
    },
  })
  const write = (report: Report): Entry => {
    const entry = appender.write(report)
    histories.add(report, now())
    return entry
  }
  const place = (draft: ReportDraft): Entry[] => {
    const report = appender.seal(draft)
    const one = heldOf(report, now())
    const isFree = trouble() === null && tail.room() === 'free' && !(holds && held.has(one))
    if (isFree && mayWrite()) return [write(report)]
    hold(one)
    return []
  }
  const isDue = ({ first }: Held): boolean => {
    const room = tail.room()
    return (room === 'free' || (room === 'near' && first <= now() - HOUR)) && mayWrite()
  }
  const releaseOne = (one: Held): Entry[] => {
    const folded = foldedOf(one)
    return [
      ...(folded === null ? [] : [appender.write(appender.seal(folded))]),
      // What it adds up to was added when it was held.
      ...(one.report === null ? [] : [appender.write(one.report)]),
    ]
  }
  const closeHours = (): Entry[] => {
    if (tail.room() === 'free') return repeats.finished(now()).map(draft => write(appender.seal(draft)))
    for (const one of repeats.crowded(now())) hold(one)
    return []
  }
  const releaseDue = (): Entry[] => {
    if (trouble() !== null) return []
    const entries = [...closeHours(), ...held.take(isDue).flatMap(releaseOne)]
    holds = !held.isEmpty()
    return entries
  }
  const written = (entries: Entry[]): Entry[] => {
    tail.added(entries)
    return entries
  }

  schedule()
  return {
    within,
    quietly,
    trouble,
    take: drafts => {
      try {
        const entries = written(within(() => drafts.flatMap(place)))
        schedule()
        return entries
      } catch (error) {
        if (troubleOf(error) === null) throw error
        for (const draft of drafts) unwritten.hold(appender.seal(draft), id => histories.of(id) !== null)
        schedule()
        throw error
      }
    },
    repeat: (detection, account, times) => {
      unwritten.start({ detection, account: account ?? histories.accountOf(detection), times, at: now() })
      if (trouble() === null && mayCount()) quietly(() => within(() => {}))
      schedule()
    },
    release: () => {
      waits = false
      const canWrite = trouble() === null || recovers()
      const entries = (canWrite ? quietly(() => within(releaseDue)) : undefined) ?? []
      schedule()
      return written(entries)
    },
    flush: () => {
      if (!unwritten.isEmpty()) quietly(() => within(() => {}))
    },
  }
}
