import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { DetectionReport } from '../../protocol/detection.ts'
import { containing } from './containing.ts'
import type { DetectionFilter, DetectionRow, ForReading } from './for-reading.ts'
import { pageOf } from './page.ts'
import type { Db, Tables } from './tables.ts'

type Joined = Pick<Tables['detection'], 'device' | 'state' | 'firstSeen' | 'lastSeen' | 'body' | 'change'> & {
  readonly host: string | null
}

export const withHost = (db: Db) =>
  db
    .selectFrom('detection')
    .innerJoin('device', 'device.id', 'detection.device')
    .select([
      'detection.device',
      'detection.state',
      'detection.firstSeen',
      'detection.lastSeen',
      'detection.body',
      'detection.change',
      'device.host',
    ])

export const rowOf = ({ device, host, state, firstSeen, lastSeen, body }: Joined): DetectionRow => {
  const report = JSON.parse(body) as DetectionReport
  const next = state === 'gone' ? null : report.next
  return { ...report, next, state, firstSeen, lastSeen, device, host: host ?? device }
}

export const detectionsOver =
  (db: Db): ForReading['detections'] =>
  async (filter, { after, limit }) => {
    const rows = await withHost(db)
      .where(eb => eb.and(conditions(eb, filter)))
      .$if(after !== null, query => query.where('change', '<', Number(after?.[0])))
      .orderBy('change', 'desc')
      .limit(limit + 1)
      .execute()
    const page = pageOf(rows, limit, row => [row.change])
    return { items: page.items.map(rowOf), next: page.next }
  }

export const detectionOver =
  (db: Db): ForReading['detection'] =>
  async (device, id) => {
    const row = await withHost(db)
      .where('detection.id', '=', id)
      .$if(device !== null, query => query.where('detection.device', '=', device ?? ''))
      .orderBy('change', 'desc')
      .limit(1)
      .executeTakeFirst()
    return row === undefined ? null : rowOf(row)
  }

const conditions = (
  eb: ExpressionBuilder<Tables, 'detection' | 'device'>,
  { verdict, state, tool, product, device, q }: DetectionFilter,
): Expression<SqlBool>[] => [
  ...(verdict === undefined ? [] : [eb('verdict', '=', verdict)]),
  ...(state === undefined ? [eb('detection.state', '!=', 'gone')] : []),
  ...(state === undefined || state === 'all' ? [] : [eb('detection.state', '=', state)]),
  ...(tool === undefined ? [] : [eb('tool', '=', tool)]),
  ...(product === undefined ? [] : [eb('product', '=', product)]),
  device === undefined ? eb('device.state', '=', 'enrolled') : eb('detection.device', '=', device),
  ...(q === undefined ? [] : [eb.or([containing('detection.search', q), containing('device.search', q)])]),
]
