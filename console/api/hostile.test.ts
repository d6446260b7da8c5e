import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seen } from '../store/sample.ts'
import { openSqlite } from '../store/sqlite.ts'
import { scratch } from './scratch.ts'

type Failed = { error: { code: string; message: string } }
type Items = { items: Record<string, unknown>[]; next: string | null }

test('names that machines made up come back as the text that they are', async t => {
  const { ask, device } = await scratch(t, openSqlite)
  const names = ['<script>alert(1)</script>', "'; drop table device; --", '=cmd|calc', '{"$ne":1}', '../../etc', '%_\\']
  for (const [i, name] of names.entries()) await device(name, [seen(i, { path: name, name })])
  const hosts = (await ask('viewer', '/api/v1/devices')).json<Items>().items.map(d => d.host)
  assert.deepEqual(hosts.toSorted(), names.toSorted())
  for (const name of names) {
    const found = await ask('viewer', `/api/v1/detections?q=${encodeURIComponent(name)}`)
    assert.deepEqual(
      found.json<Items>().items.map(d => [d.host, d.path, d.name]),
      [[name, name, name]],
      name,
    )
    assert.match(String(found.headers['content-type']), /^application\/json/)
    assert.equal(found.headers['x-content-type-options'], 'nosniff')
  }
})

test('cursors: any changed character, another list or other filters are refused', async t => {
  const { ask, device } = await scratch(t, openSqlite)
  await device('desk-1', [seen(1), seen(2), seen(3)])
  const { next } = (await ask('viewer', '/api/v1/detections?limit=1&verdict=banned')).json<Items>()
  assert.ok(next !== null)
  const ask2 = async (url: string) => (await ask('viewer', `/api/v1/${url}`)).json<Partial<Failed & Items>>()
  const good = await ask2(`detections?limit=1&verdict=banned&cursor=${next}`)
  assert.equal(good.items?.length, 1)
  for (let i = 0; i < next.length; i++) {
    const tampered: string = `${next.slice(0, i)}${next[i] === 'A' ? 'B' : 'A'}${next.slice(i + 1)}`
    const answer: Partial<Failed> = await ask2(`detections?limit=1&verdict=banned&cursor=${tampered}`)
    assert.equal(answer.error?.code, 'bad-cursor', tampered)
  }
  const spelt = await ask2(`detections?limit=1&verdict=banned&cursor=${next}%3D`)
  assert.equal(spelt.error?.code, 'bad-cursor')
  for (const url of ['detections?limit=1', 'detections?verdict=allowed', 'devices?limit=1', 'policies?limit=1'])
    assert.equal((await ask2(`${url}&cursor=${next}`)).error?.code, 'bad-cursor', url)
  for (const bad of ['x', '%00', 'null', '🙂'])
    assert.equal((await ask2(`detections?cursor=${encodeURIComponent(bad)}`)).error?.code, 'bad-cursor', bad)
})

test('every refusal is a Problem that says what to do, and no stack', async t => {
  const { ask } = await scratch(t, openSqlite)
  const json = { 'content-type': 'application/json' }
  const post = (payload: string, headers: Record<string, string> = json) =>
    ({ method: 'POST', url: '/api/v1/policies', payload, headers }) as const
  const cases = [
    { why: 'an unknown address', ask: '/api/v1/nope', status: 404, code: 'not-found', says: /openapi/ },
    { why: 'an address outside the API', ask: '/nope', status: 404, code: 'not-found', says: /nothing/ },
    {
      why: 'an unknown filter',
      ask: '/api/v1/devices?order=key',
      status: 400,
      code: 'bad-request',
      says: /query.*order/,
    },
    {
      why: 'a filter that is none',
      ask: '/api/v1/detections?verdict=x',
      status: 400,
      code: 'bad-request',
      says: /query\.verdict/,
    },
    {
      why: 'a limit too high',
      ask: '/api/v1/devices?limit=1001',
      status: 400,
      code: 'bad-request',
      says: /query\.limit/,
    },
    { why: 'a device that is none', ask: '/api/v1/devices/x', status: 400, code: 'bad-request', says: /path\.id/ },
    { why: 'a body that is not JSON', ask: post('{'), status: 400, code: 'bad-request', says: /JSON/ },
    { why: 'an empty body', ask: post(''), status: 400, code: 'bad-request', says: /JSON/ },
    {
      why: 'a prototype in the body',
      ask: post('{"__proto__":{"a":1},"text":"x"}'),
      status: 400,
      code: 'bad-request',
      says: /JSON/,
    },
    { why: 'an unknown key', ask: post('{"text":"x","who":"me"}'), status: 400, code: 'bad-request', says: /body/ },
    {
      why: 'another media type',
      ask: post('text', { 'content-type': 'text/plain' }),
      status: 415,
      code: 'unsupported',
      says: /JSON/,
    },
    {
      why: 'a body too large',
      ask: post(`{"text":"${'x'.repeat(1_300_000)}"}`),
      status: 413,
      code: 'too-large',
      says: /192 KiB/,
    },
    { why: 'a bad escape in the address', ask: '/api/v1/devices/%zz', status: 400, code: 'bad-request', says: /./ },
  ]
  for (const c of cases) {
    const answer = await ask('admin', c.ask)
    const { error } = answer.json<Failed>()
    assert.deepEqual([answer.statusCode, error.code], [c.status, c.code], `${c.why}: ${answer.body}`)
    assert.match(error.message, c.says, c.why)
    assert.doesNotMatch(answer.body, /node_modules|\.ts:|\\n\s+at /, c.why)
    assert.match(String(answer.headers['content-security-policy']), /default-src 'none'/, c.why)
  }
})

test('a store that fails is told as our failure, without its words', async t => {
  const { ask, store } = await scratch(t, openSqlite)
  store.fleetCounts = async () => {
    throw new Error('disk I/O error at /var/lib/secret')
  }
  const answer = await ask('viewer', '/api/v1/overview')
  assert.equal(answer.statusCode, 500)
  assert.equal(answer.json<Failed>().error.code, 'failed')
  assert.ok(!answer.body.includes('secret'))
})

test('enrolment and sign-in are held to a pace, and say so', async t => {
  const { ask } = await scratch(t, openSqlite)
  const statuses = async (n: number, options: Parameters<typeof ask>[1]) => {
    const all = []
    for (let i = 0; i < n; i++) all.push((await ask(null, options)).statusCode)
    return all
  }
  const signIn = await statuses(31, '/sign-in/x')
  assert.deepEqual([signIn[29], signIn[30]], [410, 429])
  const enroll = await statuses(241, { method: 'POST', url: '/api/v1/enroll', payload: {} })
  assert.deepEqual([enroll[239], enroll[240]], [400, 429])
  const refused = await ask(null, '/sign-in/x')
  assert.equal(refused.json<Failed>().error.code, 'too-many')
})
