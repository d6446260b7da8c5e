import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { tokenParts } from '../../protocol/enrolment.ts'
import { enrolmentText } from '../../protocol/handshake.ts'
import { newSignInLink } from '../access/sign-in.ts'
import { createToken } from '../access/tokens.ts'
import { keyOf } from '../console-key.ts'
import { openLooks } from '../fleet/looks.ts'
import { CATALOG_DIR, readCatalogDir } from '../rollout/catalog-files.ts'
import type { TokenRole } from '../store/for-access.ts'
import type { Incoming } from '../store/for-intake.ts'
import { began, chained, described, epochId, START, seen } from '../store/sample.ts'
import type { Store } from '../store/store.ts'
import { openMetrics } from './metrics.ts'
import type { Rooms } from './routes.ts'
import { buildServer } from './server.ts'

/** What the tests of this room share: the real server over a real store, with a clock that they wind. */

const { catalog } = await readCatalogDir(CATALOG_DIR)
/** ms. */
export const TOKEN_LASTS = 30 * 86_400_000
export const URL_ = 'http://127.0.0.1:8420'

export type Scratch = {
  readonly app: FastifyInstance
  readonly store: Store
  readonly rooms: Rooms
  readonly clock: { now: number }
  readonly connected: Set<string>
  /** Whether intake has too much at once. */
  readonly shed: { now: boolean }
  readonly published: number[]
  /** Devices whose connections were to be ended. */
  readonly shut: string[]
  readonly tokens: Record<TokenRole, string>
  readonly ask: (as: TokenRole | null, options: InjectOptions | string) => Promise<LightMyRequestResponse>
  readonly signInLink: () => Promise<string>
  /** Enrols a device with a key of its own and stores a first ledger for it. */
  readonly device: (
    host: string,
    contents?: Parameters<typeof chained>[1],
  ) => Promise<{ id: string; entries: Incoming[] }>
}

export const scratch = async (
  t: Pick<TestContext, 'after'>,
  openStore: (dir: string) => Promise<Store>,
  { dist = null, random = counting() }: { dist?: string | null; random?: Rooms['random'] } = {},
): Promise<Scratch> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'waymark-api-'))
  const store = await openStore(dir)
  const clock = { now: START }
  const connected = new Set<string>()
  const shed = { now: false }
  const published: number[] = []
  const shut: string[] = []
  const now = () => clock.now
  const rooms: Rooms = {
    store,
    key: keyOf(newKey().privateKey, []),
    catalog,
    now,
    random,
    version: '0.1.0',
    looks: openLooks(store, now),
    connected: () => connected,
    published: () => published.push(clock.now),
    decided: (_device, closed) => void shut.push(...closed),
  }
  const metrics = openMetrics({ connected: () => connected.size, waiting: () => 0, shedding: () => shed.now })
  const watched = { metrics, shedding: () => shed.now }
  const app = await buildServer({ rooms, dist, publicUrl: () => URL_, logger: false, watched })
  t.after(async () => {
    await app.close()
    await store.close()
    await rm(dir, { recursive: true, force: true })
  })
  const tokenFor = async (role: TokenRole): Promise<string> =>
    (await createToken(rooms, { name: role, role, ttl: TOKEN_LASTS, uses: null, tags: [] }, 'test')).token
  const tokens = {
    viewer: await tokenFor('viewer'),
    operator: await tokenFor('operator'),
    admin: await tokenFor('admin'),
    enroll: await tokenFor('enroll'),
  }
  const ask: Scratch['ask'] = (as, options) => {
    const given = typeof options === 'string' ? { url: options } : options
    const authorization = as === null ? {} : { authorization: `Bearer ${tokens[as]}` }
    return app.inject({ ...given, headers: { ...authorization, ...given.headers } })
  }
  let epochs = 0
  return {
    app,
    store,
    rooms,
    clock,
    connected,
    shed,
    published,
    shut,
    tokens,
    ask,
    signInLink: () => newSignInLink(rooms, { name: 'ann', role: 'admin' }),
    device: async (host, contents = [seen(1)]) => {
      const asked = enrolmentBy(newKey(), tokens.enroll, rooms.key.key)
      const answer = await ask(null, { method: 'POST', url: '/api/v1/enroll', payload: asked })
      const { device } = answer.json<{ device: string }>()
      const entries = chained(epochId(++epochs), [began, described(host), ...contents])
      await store.appendEntries(device, entries, clock.now)
      return { id: device, entries }
    },
  }
}

export const newKey = () => generateKeyPairSync('ed25519')

/** What `POST /enroll` is asked, signed by the key that it names, to the console whose key is given. */
export const enrolmentBy = ({ publicKey, privateKey }: ReturnType<typeof newKey>, printed: string, console: string) => {
  const token = tokenParts(printed)?.secret ?? printed
  const raw = String(publicKey.export({ format: 'jwk' }).x)
  const signature = sign(null, Buffer.from(enrolmentText(token, raw, console, '')), privateKey).toString('base64url')
  return { step: 'ask', token, publicKey: raw, formerly: [], signature }
}

/** Bytes that are never the same twice, and always the same again. */
const counting = (): Rooms['random'] => {
  let n = 0
  return bytes => new Uint8Array(bytes).fill(0).map((_, i) => (i === 0 ? ++n % 256 : (n * 31 + i) % 256))
}
