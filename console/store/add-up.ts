import type { Report, ReportKind } from '../../protocol/report.ts'
import { joinNumbers, leaveNumbers } from './day-count.ts'
import { writeGap } from './gap-rows.ts'
import { closeAll, closeDetection, putDetection, repeatDetection } from './put-detection.ts'
import type { DeviceStanding, Standing } from './standing.ts'
import type { Tx } from './tables.ts'
import { takeHardware } from './take-hardware.ts'

/** Whose entry it is: the device, which of its epochs (from 1), and when it arrived. */
export type Arrival = {
  readonly standing: Standing
  readonly device: DeviceStanding
  readonly place: number
  readonly at: number
  /** For what comes too seldom to be gathered: run in order, after everything else is written. */
  readonly later: (query: Query) => void
}

export type Query = (tx: Tx) => Promise<unknown>

type Fold<K extends ReportKind> = (of: Arrival, report: Extract<Report, { kind: K }>) => void

const nothing = (): void => {}

/** What each kind of report changes in what the console knows. */
const FOLDS: { readonly [K in ReportKind]: Fold<K> } = {
  'ledger-began': ({ standing, device, place, at, later }, { why, before }) => {
    if (why !== 'first') later(tx => writeGap(tx, device.id, { why, before, at }))
    // A new file reports anew all that it finds, but nothing that went while it was lost.
    if (place === 1) return
    closeAll(standing, device, at)
    later(tx => tx.deleteFrom('condition').where('device', '=', device.id).execute())
  },
  // It may come later than the enrolment itself, behind a goodbye that was written down before it.
  enrolled: ({ standing, device, at }) => {
    if (device.state !== 'unenrolled') return
    device.state = 'enrolled'
    joinNumbers(standing, device, at)
  },
  unenrolled: ({ standing, device, at }) => {
    if (device.state !== 'enrolled') return
    leaveNumbers(standing, device, at, 'until now')
    device.state = 'unenrolled'
  },
  'key-renewed': nothing,
  'device-described': ({ standing, device, at, later }, report) => {
    if (typeof report.hardware === 'string') takeHardware(standing, device, report.hardware, at, later)
    const { host, platform, os, osVersion, arch, model, cpu, cores, memory, agent } = report
    const tags = [...new Set([...report.tags, ...device.tokenTags])]
    later(async tx => {
      await tx
        .updateTable('device')
        .set({ host, platform, os, osVersion, arch, model, cpu, cores, memory, agent })
        .set({ search: [host, model ?? '', device.id].join('\n').toLowerCase() })
        .where('id', '=', device.id)
        .execute()
      await tx.deleteFrom('deviceTag').where('device', '=', device.id).execute()
      const rows = tags.map(tag => ({ device: device.id, tag }))
      if (rows.length > 0) await tx.insertInto('deviceTag').values(rows).execute()
    })
  },
  'detection-seen': ({ standing, device, at }, { detection }) => putDetection(standing, device, detection, at),
  'detection-changed': ({ standing, device, at }, { detection }) => putDetection(standing, device, detection, at),
  'detection-gone': ({ standing, device, at }, { detection }) => closeDetection(standing, device, detection, at),
  repeated: ({ device }, { detection, hour }) => repeatDetection(device, detection, hour),
  folded: ({ device }, { what, detection, last }) => {
    if (what === 'started' && detection !== undefined) repeatDetection(device, detection, last)
  },
  'notice-shown': nothing,
  'mcp-servers-changed': nothing,
  'policy-applied': ({ device }, report) => {
    device.policy = report.policy
    device.policySerial = report.serial
  },
  'condition-changed': ({ device: { id }, later }, { state, condition, detail, at }) =>
    later(
      state === 'cleared'
        ? tx => tx.deleteFrom('condition').where('device', '=', id).where('condition', '=', condition).execute()
        : tx =>
            tx
              .insertInto('condition')
              .values({ device: id, condition, detail, since: at })
              .onConflict(c => c.columns(['device', 'condition']).doUpdateSet({ detail }))
              .execute(),
    ),
}

/** Takes one entry into what the console knows, as far as this group has read it. */
export const addUp = (of: Arrival, report: Report): void => (FOLDS[report.kind] as Fold<ReportKind>)(of, report)
