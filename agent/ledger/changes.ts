import { canonical } from '../../protocol/canonical.ts'
import type { Detection, DetectionReport } from '../../protocol/detection.ts'
import type { ReportDraft } from './draft.ts'
import { toReport } from './to-report.ts'

/** What the looks before this one saw of a detection: the hour it last ran in, and the process that runs now. */
export type RunningOne = { readonly hour: number; readonly pid: number | null }
export type Running = ReadonlyMap<string, RunningOne>

export type Changes = {
  /** What is news, to be recorded at once. */
  readonly drafts: readonly ReportDraft[]
  /** Starts of what is already reported as running, for `ledger.repeat`. */
  readonly repeats: readonly { readonly detection: string; readonly account: string | null }[]
  /** To be handed in at the next look. */
  readonly running: Running
}

/**
 * What one look changes in what was reported. Running is told at once; that it ended, only with the end of the hour
 * in which it last ran, or reports would tell for how long somebody used it. The same holds for a running program
 * that leaves nothing behind; what was not running is gone at once.
 * @param known what the ledger last reported, of all that is not gone. @param hour the whole hour it is now.
 * @param partial the first look is not done yet, and did not find all: of what is known, nothing is gone or less proven.
 */
export const changes = (given: {
  readonly known: readonly DetectionReport[]
  readonly now: readonly Detection[]
  readonly hour: number
  readonly running: Running
  readonly partial?: boolean
}): Changes => {
  const known = new Map(given.known.map(report => [report.id, report]))
  const found = new Set(given.now.map(({ id }) => id))
  const running = new Map<string, { hour: number; pid: number | null }>()
  const drafts: ReportDraft[] = []
  const repeats: { detection: string; account: string | null }[] = []

  /** After a restart nobody knows the hour it last ran in: then it is this one, and the end is told late, not early. */
  const lastRan = (id: string): number => given.running.get(id)?.hour ?? given.hour

  for (const detection of given.now) {
    const { id, account } = detection
    const report = toReport(detection)
    const before = known.get(id)
    const runs = detection.state === 'running'
    if (runs) running.set(id, { hour: given.hour, pid: detection.pid ?? null })
    if (before === undefined) {
      drafts.push({ kind: 'detection-seen', detection: report })
      continue
    }
    const held = before.state === 'running' && !runs && given.hour <= lastRan(id)
    if (held) running.set(id, { hour: lastRan(id), pid: null })
    const unproven = given.partial === true && before.state === 'running' && runs
    const told = held || unproven ? stillRunning(before, report) : report
    if (differs(before, told)) drafts.push({ kind: 'detection-changed', detection: told })
    const seenBefore = given.running.get(id)
    if (before.state === 'running' && runs && seenBefore !== undefined && seenBefore.pid !== (detection.pid ?? null))
      repeats.push({ detection: id, account })
  }
  for (const before of given.known) {
    if (found.has(before.id)) continue
    if (before.state === 'running' && given.hour <= lastRan(before.id))
      running.set(before.id, { hour: lastRan(before.id), pid: null })
    else if (given.partial !== true) drafts.push({ kind: 'detection-gone', detection: before.id })
  }
  return { drafts, repeats, running }
}

/** What can be said without saying that it ended: decisions are news at once, what only the process showed stays. */
const stillRunning = (before: DetectionReport, now: DetectionReport): DetectionReport => {
  if (now.state === 'trace') return before
  const { verdict, response, rule, exception, next } = now
  return { ...before, version: now.version ?? before.version, verdict, response, rule, exception, next }
}

/** Times alone are no change: `lastSeen` moves with every look. */
const differs = (before: DetectionReport, now: DetectionReport): boolean => {
  const { firstSeen: _a, lastSeen: _b, ...one } = before
  const { firstSeen: _c, lastSeen: _d, ...other } = now
  return canonical(one) !== canonical(other)
}
