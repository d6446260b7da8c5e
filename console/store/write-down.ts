import type { DetectionReport } from '../../protocol/detection.ts'
import type { Bulk } from './bulk.ts'
import type { DetectionStanding, DeviceStanding, Standing } from './standing.ts'

/** Writes what a group has changed of what was read for it. */
export const writeStanding = async (bulk: Bulk, { devices, days }: Standing): Promise<void> => {
  const all = [...devices.values()]
  const marks = all.flatMap(({ id, epoch, marks }) => {
    const mark = epoch === null ? undefined : marks.get(epoch)
    return mark === undefined || epoch === null ? [] : [{ device: id, epoch, ...mark }]
  })
  await bulk.put('ledgerHead', ['device', 'epoch', 'place', 'seq', 'hash'], ['device', 'epoch'], marks)
  await bulk.change('device', ['id', 'state', 'hardware', 'lastSeen', 'epoch', 'policy', 'policySerial'], ['id'], all)

  const changed = all.flatMap(device =>
    Array.from(device.detections, ([id, known]) => ({ device: device.id, id, ...known })).filter(
      known => known.changed,
    ),
  )
  await bulk.put('detection', WHOLE, ['device', 'id'], changed.flatMap(wholeRow))
  await bulk.change(
    'detection',
    PART,
    ['device', 'id'],
    changed.filter(known => known.report === null),
  )

  await writeDays(bulk, all, { days })
}

/** Who has what, and the counts of the day. */
export const writeDays = async (
  bulk: Bulk,
  devices: readonly Pick<DeviceStanding, 'id' | 'open'>[],
  { days }: Pick<Standing, 'days'>,
): Promise<void> => {
  const open = devices.flatMap(({ id, open: counted }) =>
    Array.from(counted, ([verdict, row]) => ({ device: id, verdict, ...row })).filter(row => row.changed),
  )
  await bulk.put('deviceVerdict', ['device', 'verdict', 'open', 'lastDay'], ['device', 'verdict'], open)
  const counted = Array.from(days, ([verdict, day]) => ({ verdict, ...day })).filter(day => day.changed)
  await bulk.put('dayCount', ['day', 'verdict', 'had', 'atEnd'], ['day', 'verdict'], counted)
}

const PART = ['device', 'id', 'state', 'lastSeen', 'nextResponse', 'nextAt', 'change'] as const
const WHOLE = [
  ...PART,
  'tool',
  'product',
  'verdict',
  'rule',
  'originPublisher',
  'originPackage',
  'firstSeen',
  'body',
  'search',
] as const

type Known = DetectionStanding & { readonly device: DeviceStanding['id']; readonly id: string }

const wholeRow = ({ report, ...known }: Known) =>
  report === null
    ? []
    : [
        {
          ...known,
          tool: report.tool,
          product: report.product,
          rule: report.rule,
          originPublisher: report.origin?.publisher ?? null,
          originPackage: report.origin?.package ?? null,
          body: JSON.stringify(report),
          search: searched(report),
        },
      ]

/** What a search for a detection looks through. */
const searched = ({ tool, name, path, account, origin }: DetectionReport): string =>
  [tool, name, path, account, origin?.package, origin?.publisher]
    .filter(text => text !== undefined && text !== null)
    .join('\n')
    .toLowerCase()
