import type { Report, ReportKind } from '../../protocol/report.ts'
import { closeAll, putDetection } from './put-detection.ts'
import type { Tx } from './tables.ts'

/** Whose entry it is: the device, which of its epochs (from 1), and when it arrived. */
export type Arrival = { readonly device: string; readonly place: number; readonly at: number }

type Fold<K extends ReportKind> = (tx: Tx, of: Arrival, report: Extract<Report, { kind: K }>) => Promise<unknown>

/** What each kind of report changes in what the console knows. */
const FOLDS: { readonly [K in ReportKind]: Fold<K> } = {
  'ledger-began': async (tx, of) => {
    // A new file reports anew all that it finds, but nothing that went while it was lost.
    if (of.place === 1) return
    await closeAll(tx, of)
    await tx.deleteFrom('condition').where('device', '=', of.device).execute()
  },
  enrolled: async () => {},
  'device-described': async (tx, of, report) => {
    const { host, platform, os, osVersion, arch, model, cpu, cores, memory, agent } = report
    const row = await tx
      .updateTable('device')
      .set({ host, platform, os, osVersion, arch, model, cpu, cores, memory, agent })
      .set({ search: [host, model ?? '', of.device].join('\n').toLowerCase() })
      .where('id', '=', of.device)
      .returning('tokenTags')
      .executeTakeFirstOrThrow()
    const tags = new Set([...report.tags, ...(JSON.parse(row.tokenTags) as string[])])
    await tx.deleteFrom('deviceTag').where('device', '=', of.device).execute()
    if (tags.size > 0)
      await tx
        .insertInto('deviceTag')
        .values([...tags].map(tag => ({ device: of.device, tag })))
        .execute()
  },
  'detection-seen': (tx, of, report) => putDetection(tx, of, report.detection),
  'detection-changed': (tx, of, report) => putDetection(tx, of, report.detection),
  'detection-gone': (tx, of, report) => closeAll(tx, of, report.detection),
  repeated: (tx, of, report) =>
    tx
      .updateTable('detection')
      .set({ lastSeen: report.hour })
      .where('device', '=', of.device)
      .where('id', '=', report.detection)
      .where('lastSeen', '<', report.hour)
      .execute(),
  'notice-shown': async () => {},
  'mcp-servers-changed': async () => {},
  'policy-applied': (tx, of, report) =>
    tx
      .updateTable('device')
      .set({ policy: report.policy, policySerial: report.serial })
      .where('id', '=', of.device)
      .execute(),
  'condition-changed': (tx, of, report) =>
    report.state === 'cleared'
      ? tx.deleteFrom('condition').where('device', '=', of.device).where('condition', '=', report.condition).execute()
      : tx
          .insertInto('condition')
          .values({ device: of.device, condition: report.condition, detail: report.detail, since: report.at })
          .onConflict(c => c.columns(['device', 'condition']).doUpdateSet({ detail: report.detail }))
          .execute(),
}

/** Takes one entry into what the console knows, within the transaction that stores it. */
export const addUp = async (tx: Tx, of: Arrival, report: Report): Promise<void> => {
  const fold = FOLDS[report.kind] as Fold<ReportKind>
  await fold(tx, of, report)
}
