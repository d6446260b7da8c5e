import * as z from 'zod'
import { Detection } from '../../protocol/detection.ts'
import { EnrolmentAnswer, EnrolmentOpened, EnrolmentStep } from '../../protocol/enrolment.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { AccessTo } from '../access/sign-in.ts'
import { createToken, revokeToken } from '../access/tokens.ts'
import type { ConsoleKey } from '../console-key.ts'
import { approveDevice, type Deciding, revokeDevice } from '../fleet/decide.ts'
import { listDevices, showDevice } from '../fleet/devices.ts'
import { enrol, openEnrolment, renewKey } from '../fleet/enrol.ts'
import type { Looks } from '../fleet/looks.ts'
import { openPace } from '../fleet/pace.ts'
import { Refusal } from '../refusal.ts'
import { showPolicy } from '../rollout/policies.ts'
import { publish } from '../rollout/publish.ts'
import { listTools } from '../rollout/tools.ts'
import type { Store } from '../store/store.ts'
import * as answers from './answers.ts'
import { paged } from './cursor.ts'
import { listEvents } from './events.ts'
import { type OverviewOf, overview } from './overview.ts'
import * as questions from './questions.ts'
import type { Routes } from './route.ts'

export type Rooms = Deciding &
  OverviewOf &
  AccessTo & {
    readonly store: Store
    readonly key: ConsoleKey
    readonly looks: Looks
    readonly version: string
    /** There is another policy in force. */
    readonly published: () => void
  }

/** In a minute, from everywhere: 10,000 devices that take two steps each are in within 2 minutes. */
const ENROLMENT_STEPS = 12_000

/** The API, a sentence a route. */
export const apiRoutes = ({ get, post, delete: remove }: Routes, rooms: Rooms): void => {
  const { store, looks, version } = rooms
  const pace = openPace(ENROLMENT_STEPS, rooms.now)

  get('/me', { for: 'viewer', about: 'who is asking', answer: answers.Me }, ({ who }) => ({
    name: who.name,
    role: who.role,
    version,
  }))

  get('/overview', { for: 'viewer', about: 'the migration in figures', answer: answers.Overview }, () =>
    overview(rooms),
  )

  get(
    '/devices',
    { for: 'viewer', about: 'devices by host', query: questions.DevicesQuery, answer: answers.Devices },
    ({ query }) =>
      paged('devices', query, ({ degraded, flagged, ...asked }, page) =>
        listDevices(rooms, { ...asked, degraded: degraded === 'true', flagged: flagged === 'true' }, page),
      ),
  )
  get(
    '/devices/:id',
    { for: 'viewer', about: 'one device', params: questions.DeviceParams, answer: answers.Device },
    async ({ params, who }) => {
      const device = await showDevice(rooms, params.id)
      await looks(who.name, device.id)
      return device
    },
  )
  post(
    '/devices/:id/approve',
    {
      for: 'operator',
      about: 'let a device count, and settle what was remarkable about it',
      params: questions.DeviceParams,
      body: questions.Approval,
      answer: answers.Device,
    },
    ({ params, body, who }) => approveDevice(rooms, params.id, body.others, who.name),
  )
  post(
    '/devices/:id/revoke',
    {
      for: 'operator',
      about: "end a device's enrolment",
      params: questions.DeviceParams,
      answer: answers.Device,
    },
    ({ params, who }) => revokeDevice(rooms, params.id, who.name),
  )

  get(
    '/detections',
    {
      for: 'viewer',
      about: 'detections, last changed first',
      query: questions.DetectionsQuery,
      answer: answers.Detections,
    },
    async ({ query, who }) => {
      if (query.device !== undefined) await looks(who.name, query.device)
      return paged('detections', query, (filter, page) => store.detections(filter, page))
    },
  )
  const detection = async (device: string | null, id: string, who: string) => {
    const found = await store.detection(device, id)
    if (found === null)
      throw new Refusal('not-found', 'There is no such detection: look it up in the list of detections.')
    await looks(who, found.device)
    return found
  }
  get(
    '/detections/:id',
    { for: 'viewer', about: 'one detection', params: questions.DetectionParams, answer: Detection },
    ({ params, who }) => detection(null, params.id, who.name),
  )
  get(
    '/detections/:device/:id',
    { for: 'viewer', about: 'one detection', params: questions.DeviceDetectionParams, answer: Detection },
    ({ params, who }) => detection(params.device, params.id, who.name),
  )

  get(
    '/events',
    { for: 'viewer', about: "a device's ledger, entry by entry", query: questions.EventsQuery, answer: answers.Events },
    async ({ query, who }) => {
      await looks(who.name, query.device)
      return listEvents(store, query)
    },
  )

  get('/catalog', { for: 'viewer', about: 'the catalog of tools', answer: answers.Tools }, async () => ({
    items: await listTools(rooms),
    next: null,
  }))

  get(
    '/catalog/unknown',
    { for: 'viewer', about: 'what no entry names, by publisher and package', answer: answers.UnknownAssistants },
    async () => ({ items: await store.unknownUse(), next: null }),
  )

  get(
    '/policies',
    { for: 'viewer', about: 'policies, newest first', query: questions.ListQuery, answer: answers.Policies },
    ({ query }) => paged('policies', query, (_, page) => store.policies(page)),
  )
  get(
    '/policies/:serial',
    { for: 'viewer', about: 'one policy', params: questions.SerialParams, answer: answers.PolicyDocument },
    ({ params }) => showPolicy(rooms, params.serial),
  )
  post(
    '/policies',
    {
      for: 'admin',
      about: 'make a text the policy in force',
      body: questions.PolicyDraft,
      // JSON may spell each of its characters in six.
      bodyLimit: LIMITS.policyBytes * 6 + 1_024,
      answer: answers.PolicyDocument,
      status: 201,
    },
    async ({ body, who }) => {
      const serial = await publish(rooms, { name: 'policy.yaml', text: body.text }, who.name)
      rooms.published()
      return showPolicy(rooms, serial)
    },
  )

  get(
    '/tokens',
    { for: 'admin', about: 'tokens, without their secrets', query: questions.ListQuery, answer: answers.Tokens },
    ({ query }) => paged('tokens', query, (_, page) => store.tokens(page)),
  )
  post(
    '/tokens',
    { for: 'admin', about: 'make a token', body: questions.TokenDraft, answer: answers.NewToken, status: 201 },
    async ({ body, who }) => {
      const { token, row } = await createToken(rooms, body, who.name)
      return { ...row, token }
    },
  )
  remove(
    '/tokens/:id',
    { for: 'admin', about: 'revoke a token', params: questions.TokenParams, answer: z.void(), status: 204 },
    ({ params, who }) => revokeToken(rooms, params.id, who.name),
  )

  get(
    '/audit',
    { for: 'admin', about: 'who did what, newest first', query: questions.ListQuery, answer: answers.Audit },
    ({ query }) => paged('audit', query, (_, page) => store.auditRows(page)),
  )

  get('/console', { for: 'viewer', about: 'who this console is to its agents', answer: answers.Console }, () => ({
    key: rooms.key.key,
    formerly: rooms.key.formerly.map(({ key }) => key),
  }))

  post(
    '/enroll',
    {
      for: 'anyone',
      about: "prove who this console is, exchange a token for a device's key, or a key for the next one",
      body: EnrolmentStep,
      answer: z.union([EnrolmentOpened, EnrolmentAnswer]),
      perMinute: 240,
    },
    ({ body, binding }) => {
      pace()
      if (body.step === 'open') return openEnrolment(rooms, body, binding())
      return body.step === 'ask' ? enrol(rooms, body, binding()) : renewKey(rooms, body, binding())
    },
  )
}
