import type { Response, State, Verdict } from '../../policies/decide/words.ts'
import { CHAIN_START } from '../../protocol/chain.ts'
import type { DetectionReport } from '../../protocol/detection.ts'
import type { Bulk } from './bulk.ts'
import type { Mark } from './follows.ts'
import type { DeviceState } from './for-fleet.ts'
import type { Batch } from './for-intake.ts'
import type { Tx } from './tables.ts'

/**
 * What a group of batches touches, read at once, added up in memory, and written down at once: a query for each entry
 * costs ten times what the entry does. Lives no longer than its transaction.
 */
export type Standing = {
  readonly devices: ReadonlyMap<string, DeviceStanding>
  /** The last day that was counted, by verdict. */
  readonly days: Map<Verdict, { day: number; had: number; atEnd: number; changed: boolean }>
  /** The highest change of any detection. */
  change: number
  /** Devices on hardware that these batches name. */
  readonly byHardware: Map<string, readonly SharingHardware[]>
}

export type SharingHardware = Pick<DeviceStanding, 'id' | 'enrolledAt' | 'state'>

export type DeviceStanding = {
  readonly id: string
  readonly enrolledAt: number
  readonly tokenTags: readonly string[]
  /** It is in the numbers as long as it is `enrolled`. */
  state: DeviceState
  hardware: string | null
  lastSeen: number
  epoch: string | null
  policy: string | null
  policySerial: number | null
  /** By epoch. */
  readonly marks: Map<string, Mark>
  /** By id; only those that the group names, or all where an epoch begins anew. */
  readonly detections: Map<string, DetectionStanding>
  readonly open: Map<Verdict, { open: number; lastDay: number; changed: boolean }>
}

export type DetectionStanding = {
  verdict: Verdict
  state: State
  firstSeen: number
  lastSeen: number
  nextResponse: Response | null
  nextAt: number | null
  change: number
  /** What was told of it in this group, null where nothing but the columns above changed. */
  report: DetectionReport | null
  changed: boolean
}

/** @returns where an epoch of a device stands; a new one has the next place. */
export const markOf = (device: DeviceStanding, epoch: string): Mark =>
  device.marks.get(epoch) ?? {
    place: Math.max(0, ...Array.from(device.marks.values(), mark => mark.place)) + 1,
    seq: 0,
    hash: CHAIN_START,
  }

const named = ({ entries }: Batch): string[] => {
  const ids = new Set<string>()
  for (const { report } of entries)
    if (report !== null && 'detection' in report && report.detection !== undefined)
      ids.add(typeof report.detection === 'string' ? report.detection : report.detection.id)
  return [...ids]
}

const hardwareOf = ({ entries }: Batch): string[] =>
  entries.flatMap(({ report }) =>
    report?.kind === 'device-described' && typeof report.hardware === 'string' ? [report.hardware] : [],
  )
const comesOrLeaves = ({ entries }: Batch): boolean =>
  entries.some(({ report }) => report?.kind === 'unenrolled' || report?.kind === 'enrolled')

/** Reads what these batches touch. No device comes twice among them. */
export const readStanding = async (tx: Tx, bulk: Bulk, batches: readonly Batch[]): Promise<Standing> => {
  const ofDevices = batches.map(({ device }) => ({ device }))
  const rows = await bulk.pick(
    'device',
    ['id', 'enrolledAt', 'tokenTags', 'state', 'hardware', 'lastSeen', 'epoch', 'policy', 'policySerial'],
    ['id'],
    ofDevices.map(({ device }) => ({ id: device })),
  )
  const devices = new Map<string, DeviceStanding>()
  for (const row of rows) {
    const tokenTags = JSON.parse(row.tokenTags) as string[]
    devices.set(row.id, { ...row, tokenTags, marks: new Map(), detections: new Map(), open: new Map() })
  }
  const heads = await bulk.pick('ledgerHead', ['device', 'epoch', 'place', 'seq', 'hash'], ['device'], ofDevices)
  for (const { device, epoch, ...mark } of heads) devices.get(device)?.marks.set(epoch, mark)

  const begins = (batch: Batch): boolean =>
    (devices.get(batch.device)?.marks.size ?? 0) > 0 && batch.entries[0]?.seq === 1
  const anew = batches.filter(begins).map(({ device }) => ({ device }))
  const some = batches
    .filter(batch => !begins(batch))
    .flatMap(batch => named(batch).map(id => ({ device: batch.device, id })))
  const hardware = [...new Set(batches.flatMap(hardwareOf))].map(hardware => ({ hardware }))
  const sharing = await bulk.pick('device', ['id', 'enrolledAt', 'state', 'hardware'], ['hardware'], hardware)
  const byHardware = new Map<string, SharingHardware[]>()
  for (const row of sharing)
    if (row.hardware !== null)
      byHardware.set(row.hardware, [...(byHardware.get(row.hardware) ?? []), devices.get(row.id) ?? row])
  const standing: Standing = { devices, days: new Map(), change: 0, byHardware }
  if (anew.length + some.length + hardware.length === 0 && !batches.some(comesOrLeaves)) return standing

  const columns = [
    'device',
    'id',
    'verdict',
    'state',
    'firstSeen',
    'lastSeen',
    'nextResponse',
    'nextAt',
    'change',
  ] as const
  const detections = [
    ...(await bulk.pick('detection', columns, ['device'], anew)),
    ...(await bulk.pick('detection', columns, ['device', 'id'], some)),
  ]
  for (const { device, id, ...row } of detections)
    devices.get(device)?.detections.set(id, { ...row, report: null, changed: false })
  const open = await bulk.pick('deviceVerdict', ['device', 'verdict', 'open', 'lastDay'], ['device'], ofDevices)
  for (const { device, verdict, ...row } of open) devices.get(device)?.open.set(verdict, { ...row, changed: false })
  await readCounters(tx, standing)
  return standing
}

export const readCounters = async (tx: Tx, standing: Standing): Promise<void> => {
  const days = await tx
    .selectFrom('dayCount as d')
    .select(['verdict', 'day', 'had', 'atEnd'])
    .where('day', '=', eb =>
      eb
        .selectFrom('dayCount as e')
        .select(max => max.fn.max('e.day').as('last'))
        .whereRef('e.verdict', '=', 'd.verdict'),
    )
    .execute()
  for (const { verdict, ...row } of days) standing.days.set(verdict, { ...row, changed: false })
  const { last } = await tx
    .selectFrom('detection')
    .select(eb => eb.fn.max<number | null>('change').as('last'))
    .executeTakeFirstOrThrow()
  standing.change = last ?? 0
}
