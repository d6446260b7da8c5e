import { milliseconds, startOf } from '../language/leaves.ts'
import type { Rule, Stage } from '../language/policy.ts'
import type { History, Milliseconds, Response } from './words.ts'

/** A dispute pauses the clock, all disputes of one subject together at most so long. */
export const PAUSE_AT_MOST: Milliseconds = 14 * 86_400_000

/** A stage with the instant from which it holds for one subject. */
export type Due = { readonly stage: number; readonly response: Response; readonly at: Milliseconds }

/** When the clock starts: the later of the first sighting and the first `from`. */
export const clockStart = (stages: readonly Stage[], firstSeen: Milliseconds): Milliseconds => {
  const first = stages.find(stage => stage.from !== undefined)?.from
  return first === undefined ? firstSeen : Math.max(firstSeen, startOf(first))
}

/** How long disputes have held the clock. Time before the clock started is not held: there was nothing to hold. */
export const paused = (history: History, start: Milliseconds, now: Milliseconds): Milliseconds => {
  const open = history.disputedSince === null ? 0 : Math.max(0, now - Math.max(history.disputedSince, start))
  return Math.min(PAUSE_AT_MOST, Math.max(0, history.pausedFor) + open)
}

/**
 * The stages of a rule with their instants for one subject, as things stand `now`: a stage holds from the later of its
 * `from` and `after` (counted from the clock's start), never before the stage that it follows, later by what disputes
 * have held. While a dispute is open the instants that have not come move on with it.
 */
export const timeline = (rule: Rule, history: History, now: Milliseconds): Due[] => {
  const stages = rule.stages ?? []
  const start = clockStart(stages, history.firstSeen)
  const pause = paused(history, start, now)
  let before = start
  return stages.map((stage, index) => {
    const from = stage.from === undefined ? start : startOf(stage.from)
    const after = stage.after === undefined ? start : start + milliseconds(stage.after)
    before = Math.max(before, from, after)
    return { stage: index, response: stage.response, at: before + pause }
  })
}

/** The stage in force at `at`, null before the first. */
export const inForce = (due: readonly Due[], at: Milliseconds): Due | null =>
  due.findLast(stage => stage.at <= at) ?? null
