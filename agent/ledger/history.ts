import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod/mini'
import { type History, RESPONSES } from '../../policies/decide/words.ts'
import { DetectionReport } from '../../protocol/detection.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { Report, ReportKind } from '../../protocol/report.ts'
import { visible } from '../../protocol/text.ts'

const HistoryRow = z.object({
  firstSeen: z.int(),
  noticesShown: z.int(),
  lastNotice: z.nullable(z.int()),
  deferralsUsed: z.int(),
  deferredUntil: z.nullable(z.int()),
  pausedFor: z.int(),
  disputedSince: z.nullable(z.int()),
})
const NoticedRow = z.object({ lastResponse: z.nullable(z.enum(RESPONSES)), missed: z.nullable(z.int()) })
const EarliestRow = z.object({ at: z.nullable(z.int()) })
const SightedRow = z.object({ tool: z.nullable(z.string()), account: z.nullable(z.string()), firstSeen: z.int() })
const AccountRow = z.optional(z.object({ account: z.nullable(z.string()) }))
const ReportRow = z.object({ report: z.string() })

/** Which response the last notice that was shown spoke of, and when one was last tried after it and reached nobody. */
export type Noticed = z.infer<typeof NoticedRow>

export type Histories = {
  /** Adds one report up. Called in the transaction that writes its entry; `now` is exact. */
  readonly add: (report: Report, now: number) => void
  readonly of: (detection: string) => History | null
  readonly noticed: (detection: string) => Noticed
  /** When a tool was first seen for an account, in whichever place it lay, gone ones too. The clock starts there. */
  readonly firstSeen: (tool: string, account: string | null) => number | null
  readonly accountOf: (detection: string) => string | null
  readonly known: () => readonly DetectionReport[]
  /** What was added since the last commit does not count: its transaction failed. */
  readonly rolledBack: () => void
  readonly restore: (sightings: readonly { readonly detection: string; readonly at: number }[]) => void
}

/** No instant beyond it is one, and Node refuses to read what is far beyond. */
const LATEST = 8_640_000_000_000_000
const INSTANTS = ['firstSeen', 'lastNotice', 'missed', 'deferredUntil', 'pausedFor', 'disputedSince']
const COUNTS = ['noticesShown', 'deferralsUsed']

export const openHistories = (db: DatabaseSync): Histories => {
  // Histories are not chained: a damaged one counts as none, or nothing could be judged any more.
  const sound = [...INSTANTS, ...COUNTS].map(column => `coalesce(${column}, 0) BETWEEN 0 AND ${LATEST}`)
  db.exec(`DELETE FROM history WHERE NOT (${sound.join(' AND ')})`)
  const sight = db.prepare(`INSERT INTO history (detection, account, firstSeen, tool) VALUES (?, ?, ?, ?)
    ON CONFLICT (detection) DO UPDATE SET firstSeen = min(firstSeen, excluded.firstSeen),
      account = coalesce(excluded.account, account), tool = coalesce(excluded.tool, tool)
    RETURNING tool, account, firstSeen`)
  const know = db.prepare(`INSERT INTO known (detection, report) VALUES (?, ?)
    ON CONFLICT (detection) DO UPDATE SET report = excluded.report`)
  const forget = db.prepare('DELETE FROM known WHERE detection = ?')
  const notice = db.prepare(`UPDATE history SET noticesShown = noticesShown + 1, lastNotice = ?, lastResponse = ?,
    missed = NULL WHERE detection = ?`)
  const miss = db.prepare('UPDATE history SET missed = ? WHERE detection = ?')
  const earliest = db.prepare('SELECT min(firstSeen) AS at FROM history WHERE tool = ? AND account IS ?')
  const historyOf = db.prepare('SELECT * FROM history WHERE detection = ?')
  const allKnown = db.prepare('SELECT report FROM known ORDER BY detection')

  /** As it was last reported, by detection; read from the file when it is first asked for. */
  let known: Map<string, DetectionReport> | null = null
  /** When each clock that was asked for began; a tool can have thousands of sightings. */
  const clocks = new Map<string, number | null>()

  const sighted = (row: unknown): void => {
    const { tool, account, firstSeen } = SightedRow.parse(row)
    if (tool === null) return
    const whose = clockOf(tool, account)
    const before = clocks.get(whose)
    if (before !== undefined) clocks.set(whose, Math.min(before ?? firstSeen, firstSeen))
  }
  const reported = (detection: DetectionReport): void => {
    // A trace starts no clock: nothing was there to be used.
    const { id, account, firstSeen, tool, state } = detection
    sighted(sight.get(id, account, firstSeen, state === 'trace' ? null : tool))
    know.run(detection.id, JSON.stringify(detection))
    known?.set(detection.id, detection)
  }
  const adders: { [K in ReportKind]: (report: Extract<Report, { kind: K }>, now: number) => void } = {
    'detection-seen': ({ detection }) => reported(detection),
    'detection-changed': ({ detection }) => reported(detection),
    'detection-gone': ({ detection }) => {
      forget.run(detection)
      known?.delete(detection)
    },
    'notice-shown': ({ detection, via, response }, now) => {
      // A notice that reached nobody does not count as one.
      if (via === 'none') miss.run(now, detection)
      else notice.run(now, response, detection)
    },
    repeated: () => {},
    folded: () => {},
    'ledger-began': () => {},
    enrolled: () => {},
    unenrolled: () => {},
    'key-renewed': () => {},
    'device-described': () => {},
    'policy-applied': () => {},
    'condition-changed': () => {},
    'mcp-servers-changed': () => {},
  }
  return {
    add: <R extends Report>(report: R, now: number) => {
      const adder = adders[report.kind] as (report: R, now: number) => void
      adder(report, now)
    },
    of: detection => {
      const row = historyOf.get(detection)
      return row === undefined ? null : HistoryRow.parse(row)
    },
    noticed: detection => {
      const row = historyOf.get(detection)
      return row === undefined ? { lastResponse: null, missed: null } : NoticedRow.parse(row)
    },
    firstSeen: (tool, account) => {
      const whose = clockOf(tool, account)
      const before = clocks.get(whose)
      if (before !== undefined) return before
      const { at } = EarliestRow.parse(earliest.get(tool, account))
      clocks.set(whose, at)
      return at
    },
    accountOf: detection => {
      // Histories are not chained: a damaged one must not keep entries from being written.
      const account = AccountRow.parse(historyOf.get(detection))?.account ?? null
      return account === null ? null : visible(account, LIMITS.name)
    },
    known: () => {
      if (known === null) {
        known = new Map()
        for (const row of allKnown.all()) remember(known, ReportRow.parse(row).report)
      }
      return [...known.values()]
    },
    rolledBack: () => {
      known = null
      clocks.clear()
    },
    restore: sightings => {
      clocks.clear()
      for (const { detection, at } of sightings) sight.run(detection, null, at, null)
    },
  }
}

const clockOf = (tool: string, account: string | null): string => JSON.stringify([tool, account])

/** One that does not fit the schema (an older agent wrote it) counts as not reported yet. */
const remember = (known: Map<string, DetectionReport>, text: string): void => {
  const report = DetectionReport.safeParse(JSON.parse(text))
  if (report.success) known.set(report.data.id, report.data)
}
