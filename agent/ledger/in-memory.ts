import { bodyOf } from '../../protocol/body.ts'
import type { Report } from '../../protocol/report.ts'
import { detectionOf } from './draft.ts'
import { MOST } from './held.ts'
import { hourOf } from './hour.ts'
import { type Held, heldOf, indistinct, joined, type Subject } from './subject.ts'

export type Starts = {
  readonly detection: string
  readonly account: string | null
  readonly times: number
  /** When the newest of them was. */
  readonly at: number
}

/** What is not in the file yet: the next transaction that succeeds takes it along. Gone with the process. */
export type InMemory = {
  /** @param isKnown whether the ledger knows whose a detection is. @throws TypeError for what is no report. */
  readonly hold: (report: Report, isKnown: (detection: string) => boolean) => void
  readonly start: (starts: Starts) => void
  readonly held: () => Iterable<Held>
  readonly starts: () => Iterable<Starts>
  readonly isEmpty: () => boolean
  readonly clear: () => void
}

const keyOf = ({ what, subject, account }: Subject): string => JSON.stringify([what, subject, account])

export const openInMemory = (now: () => number): InMemory => {
  const held = new Map<string, Held>()
  const starts = new Map<string, Starts>()
  const fold = (one: Held): void => {
    const isRoom = held.has(keyOf(one)) || held.size < MOST.rows
    const into = isRoom ? one : indistinct(one)
    held.set(keyOf(into), joined(held.get(keyOf(into)), into))
  }
  return {
    hold: (report, isKnown) => {
      bodyOf(report)
      const detection = detectionOf(report)
      const says = report.kind === 'detection-seen' || report.kind === 'detection-changed'
      // Told without its account, everybody on the machine would see it.
      const isNobodys = detection !== null && !says && report.account === undefined && !isKnown(detection)
      const one = heldOf(report, now())
      fold(isNobodys ? indistinct(one) : one)
    },
    start: ({ detection, account, times, at }) => {
      const key = JSON.stringify([detection, hourOf(at)])
      const before = starts.get(key)
      if (before !== undefined || starts.size < MOST.rows)
        starts.set(key, { detection, account, times: times + (before?.times ?? 0), at })
      else {
        const subject = { what: 'started', subject: '', account: account ?? '' } as const
        fold({ ...subject, count: times, first: at, last: at, report: null })
      }
    },
    held: () => held.values(),
    starts: () => starts.values(),
    isEmpty: () => held.size === 0 && starts.size === 0,
    clear: () => {
      held.clear()
      starts.clear()
    },
  }
}
