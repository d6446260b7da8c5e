import type { State } from '../../policies/decide/words.ts'
import { canonical } from '../../protocol/canonical.ts'
import type { DetectionReport } from '../../protocol/detection.ts'
import type { Arrival } from './add-up.ts'
import { countChange } from './day-count.ts'
import type { Tx } from './tables.ts'

const isOpen = (state: State): boolean => state === 'running' || state === 'present'

const nextChange = async (tx: Tx): Promise<number> => {
  const { last } = await tx
    .selectFrom('detection')
    .select(eb => eb.fn.max<number | null>('change').as('last'))
    .executeTakeFirstOrThrow()
  return (last ?? 0) + 1
}

/** A detection was seen or has changed. Its first sighting never moves forward, whatever the device remembers. */
export const putDetection = async (tx: Tx, of: Arrival, report: DetectionReport): Promise<void> => {
  const { device, at } = of
  const before = await tx
    .selectFrom('detection')
    .select(['verdict', 'state', 'firstSeen', 'lastSeen'])
    .where('device', '=', device)
    .where('id', '=', report.id)
    .executeTakeFirst()
  const row = {
    tool: report.tool,
    product: report.product,
    verdict: report.verdict,
    rule: report.rule,
    state: report.state,
    originPublisher: report.origin?.publisher ?? null,
    originPackage: report.origin?.package ?? null,
    nextResponse: report.next?.response ?? null,
    nextAt: report.next?.at ?? null,
    firstSeen: Math.min(report.firstSeen, before?.firstSeen ?? report.firstSeen),
    lastSeen: Math.max(report.lastSeen, before?.lastSeen ?? 0),
    body: canonical(report),
    search: [report.tool, report.name, report.path, report.account, report.origin?.package, report.origin?.publisher]
      .filter(text => text !== undefined && text !== null)
      .join('\n')
      .toLowerCase(),
    change: await nextChange(tx),
  }
  await tx
    .insertInto('detection')
    .values({ device, id: report.id, ...row })
    .onConflict(c => c.columns(['device', 'id']).doUpdateSet(row))
    .execute()
  const was = before !== undefined && isOpen(before.state) ? before.verdict : null
  const is = isOpen(report.state) ? report.verdict : null
  if (was === is) return
  if (was !== null) await countChange(tx, device, was, -1, at)
  if (is !== null) await countChange(tx, device, is, 1, at)
}

/** The detections of a device are gone, or the one that is named. */
export const closeAll = async (tx: Tx, of: Arrival, id?: string): Promise<void> => {
  const gone = await tx
    .selectFrom('detection')
    .select(['id', 'verdict', 'state'])
    .where('device', '=', of.device)
    .where('state', '!=', 'gone')
    .$if(id !== undefined, query => query.where('id', '=', id ?? ''))
    .execute()
  for (const row of gone) {
    await tx
      .updateTable('detection')
      .set({ state: 'gone', nextResponse: null, nextAt: null, change: await nextChange(tx) })
      .where('device', '=', of.device)
      .where('id', '=', row.id)
      .execute()
    if (isOpen(row.state)) await countChange(tx, of.device, row.verdict, -1, of.at)
  }
}
