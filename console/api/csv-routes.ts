import type { FastifyInstance, FastifyReply } from 'fastify'
import { type Columns, csv } from '../export/csv.ts'
import { allOf, DETECTION_COLUMNS, DEVICE_COLUMNS } from '../export/lists.ts'
import { listDevices } from '../fleet/devices.ts'
import type { Audited } from '../store/for-access.ts'
import * as questions from './questions.ts'
import type { Rooms } from './routes.ts'

/** The lists of the API whole, as CSV: the same filters, no pages. Who takes one home is written down first. */
export const csvRoutes = (app: FastifyInstance, rooms: Rooms): void => {
  const { store, now } = rooms
  const send = async <T>(
    reply: FastifyReply,
    { who, action }: { who: string; action: Audited['action'] },
    question: object,
    columns: Columns<T>,
    rows: AsyncIterable<T>,
  ): Promise<FastifyReply> => {
    await store.audit({ at: now(), who, action, subject: JSON.stringify(question) })
    const name = `waymark-${action.replace('-exported', '')}-${new Date(now()).toISOString().slice(0, 10)}.csv`
    return reply
      .type('text/csv; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(csv(columns, rows))
  }

  const about = (summary: string, querystring: object) =>
    ({ config: { for: 'viewer' }, schema: { summary, querystring } }) as const
  app.get('/detections.csv', about('detections as CSV', questions.DetectionsWanted), async (request, reply) => {
    const filter = questions.DetectionsWanted.parse(request.query)
    const who = request.who?.name ?? ''
    if (filter.device !== undefined) await rooms.looks(who, filter.device)
    const rows = allOf(asked => store.detections(filter, asked))
    return send(reply, { who, action: 'detections-exported' }, filter, DETECTION_COLUMNS, rows)
  })
  app.get('/devices.csv', about('devices as CSV', questions.DevicesWanted), async (request, reply) => {
    const { degraded, flagged, ...filter } = questions.DevicesWanted.parse(request.query)
    const asking = { ...filter, degraded: degraded === 'true', flagged: flagged === 'true' }
    const rows = allOf(asked => listDevices(rooms, asking, asked))
    return send(reply, { who: request.who?.name ?? '', action: 'devices-exported' }, filter, DEVICE_COLUMNS, rows)
  })
}
