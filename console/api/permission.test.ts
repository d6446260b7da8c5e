import assert from 'node:assert/strict'
import { test } from 'node:test'
import Fastify from 'fastify'
import { openSqlite } from '../store/sqlite.ts'
import { guard } from './guard.ts'
import { scratch, TOKEN_LASTS } from './scratch.ts'

/** The table is the specification: whom each route is for. A route that is not in it fails the test. */
const TABLE: Record<string, 'anyone' | 'viewer' | 'operator' | 'admin'> = {
  'GET /api/v1/me': 'viewer',
  'GET /api/v1/overview': 'viewer',
  'GET /api/v1/devices': 'viewer',
  'GET /api/v1/devices/:id': 'viewer',
  'POST /api/v1/devices/:id/approve': 'operator',
  'POST /api/v1/devices/:id/revoke': 'operator',
  'GET /api/v1/devices.csv': 'viewer',
  'GET /api/v1/detections': 'viewer',
  'GET /api/v1/detections.csv': 'viewer',
  'GET /api/v1/detections/:id': 'viewer',
  'GET /api/v1/detections/:device/:id': 'viewer',
  'GET /api/v1/events': 'viewer',
  'GET /api/v1/catalog': 'viewer',
  'GET /api/v1/catalog/unknown': 'viewer',
  'GET /api/v1/policies': 'viewer',
  'GET /api/v1/policies/:serial': 'viewer',
  'POST /api/v1/policies': 'admin',
  'GET /api/v1/tokens': 'admin',
  'POST /api/v1/tokens': 'admin',
  'DELETE /api/v1/tokens/:id': 'admin',
  'GET /api/v1/audit': 'admin',
  'GET /api/v1/console': 'viewer',
  'POST /api/v1/enroll': 'anyone',
  'GET /api/v1/openapi.json': 'anyone',
  'GET /sign-in/:link': 'anyone',
  'GET /healthz': 'anyone',
  'GET /metrics': 'viewer',
  'GET /readyz': 'anyone',
}
const ROLES = [null, 'enroll', 'viewer', 'operator', 'admin'] as const
const RANK = { anyone: 0, viewer: 2, operator: 3, admin: 4 } as const

/** The router joins parameters that stand in the same place. */
const unnamed = (route: string): string => route.replace(/:[^/]+/g, ':')
const concrete = (url: string): string =>
  url
    .replace(':device', `d-${'0'.repeat(32)}`)
    .replace(':id', '0'.repeat(16))
    .replace(':serial', '1')
    .replace(':link', 'x')

test('every role on every route: in, or 401 without a person, or 403', async t => {
  const { ask } = await scratch(t, openSqlite)
  for (const [route, permission] of Object.entries(TABLE)) {
    const [method, url = ''] = route.split(' ')
    for (const [rank, role] of ROLES.entries()) {
      const path = url.startsWith('/api/v1/devices/:id') ? url.replace(':id', `d-${'0'.repeat(32)}`) : concrete(url)
      const answer = await ask(role, { method: method as 'GET', url: path })
      const in_ = rank >= RANK[permission]
      const refused = [401, 403].includes(answer.statusCode)
      assert.equal(!refused, in_, `${route} as ${role}: ${answer.statusCode}`)
      if (!in_) assert.equal(answer.statusCode, rank < 2 ? 401 : 403, `${route} as ${role}`)
    }
  }
})

test('the table names every route that there is', async t => {
  const { app } = await scratch(t, openSqlite)
  const lines = app.printRoutes({ commonPrefix: false, includeHooks: false })
  const paths: string[] = []
  const found = new Set<string>()
  for (const line of lines.split('\n')) {
    const match = /^(.*?)[├└]── (\S+)(?: \(([A-Z, ]+)\))?$/.exec(line)
    if (match === null) continue
    const depth = (match[1] ?? '').length / 4
    paths.length = depth
    paths.push(match[2] ?? '')
    for (const method of (match[3] ?? '').split(', ').filter(m => m !== '' && m !== 'HEAD'))
      found.add(unnamed(`${method} ${paths.join('')}`))
  }
  assert.deepEqual([...found].toSorted(), Object.keys(TABLE).map(unnamed).toSorted())
})

test('a route that does not say whom it is for does not start', () => {
  const app = Fastify()
  const store = { tokenByHash: async () => null, session: async () => null }
  guard(app, { store, now: () => 0, origins: () => new Set() })
  assert.throws(() => app.get('/open', () => 'secret'), /GET \/open does not say whom it is for/)
})

test('a write from another site is refused, whoever is signed in', async t => {
  const { ask, signInLink } = await scratch(t, openSqlite)
  const signedIn = await ask(null, await signInLink())
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? ''
  const write = (headers: Record<string, string>) =>
    ask(null, { method: 'POST', url: '/api/v1/tokens', headers, payload: { name: 'n', role: 'viewer' } })
  assert.equal((await write({ cookie, origin: 'http://127.0.0.1:8420' })).statusCode, 201)
  for (const origin of ['https://evil.example', 'http://127.0.0.1:8421', 'https://127.0.0.1:8420', 'null'])
    assert.equal((await write({ cookie, origin })).json<{ error: { code: string } }>().error.code, 'cross-site', origin)
  assert.equal((await write({ cookie })).statusCode, 403)
})

test('tokens that are expired, revoked, cut or of another kind open nothing', async t => {
  const { ask, clock, tokens, app } = await scratch(t, openSqlite)
  const status = async (authorization: string) =>
    (await app.inject({ url: '/api/v1/me', headers: { authorization } })).statusCode
  assert.equal(await status(`Bearer ${tokens.viewer}`), 200)
  for (const bad of [
    '',
    'Bearer ',
    `Basic ${tokens.viewer}`,
    `Bearer ${tokens.viewer.slice(1)}`,
    `Bearer ${tokens.enroll}`,
  ])
    assert.equal(await status(bad), 401, bad)
  const listed = (await ask('admin', '/api/v1/tokens')).json<{ items: { id: string; name: string }[] }>()
  const id = listed.items.find(token => token.name === 'viewer')?.id
  assert.equal((await ask('admin', { method: 'DELETE', url: `/api/v1/tokens/${id}` })).statusCode, 204)
  assert.equal((await ask('admin', { method: 'DELETE', url: `/api/v1/tokens/${id}` })).statusCode, 404)
  assert.equal(await status(`Bearer ${tokens.viewer}`), 401)
  clock.now += TOKEN_LASTS
  assert.equal(await status(`Bearer ${tokens.admin}`), 401)
})
