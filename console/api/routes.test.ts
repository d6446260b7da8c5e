import assert from 'node:assert/strict'
import { createHash, createPublicKey, verify } from 'node:crypto'
import { test } from 'node:test'
import { deviceIdOf } from '../fleet/device-id.ts'
import { EXAMPLE_POLICY, readText } from '../rollout/catalog-files.ts'
import { detectionId, following, gone, hours, seen } from '../store/sample.ts'
import { openSqlite } from '../store/sqlite.ts'
import * as answers from './answers.ts'
import { enrolmentBy, newKey, scratch } from './scratch.ts'

const example = await readText(EXAMPLE_POLICY)
type Items = { items: Record<string, unknown>[]; next: string | null }
type Failed = { error: { code: string; message: string } }

test('me: who is asking', async t => {
  const { ask } = await scratch(t, openSqlite)
  assert.deepEqual((await ask('operator', '/api/v1/me')).json(), {
    name: 'operator',
    role: 'operator',
    version: '0.1.0',
  })
})

test('enroll: a key becomes a device; the same key is the same device', async t => {
  const { ask, tokens, store, rooms } = await scratch(t, openSqlite)
  const key = newKey()
  const payload = enrolmentBy(key, tokens.enroll, rooms.key.key)
  const post = async (body: object) => ask(null, { method: 'POST', url: '/api/v1/enroll', payload: body })
  const [one, two] = [await post(payload), await post(payload)]
  assert.equal(one.statusCode, 200)
  assert.deepEqual(one.json(), { device: deviceIdOf(payload.publicKey) })
  assert.match(one.json<{ device: string }>().device, /^d-[0-9a-f]{32}$/)
  assert.deepEqual(two.json(), one.json())
  assert.equal(await store.deviceKey(one.json<{ device: string }>().device), payload.publicKey)
})

test('enroll: a signature by another key, another token, a viewer token and an unknown one are refused', async t => {
  const { ask, tokens, rooms } = await scratch(t, openSqlite)
  const by = (token: string) => enrolmentBy(newKey(), token, rooms.key.key)
  const code = async (body: object) =>
    (await ask(null, { method: 'POST', url: '/api/v1/enroll', payload: body })).json<Failed>().error.code
  const [mine, other] = [by(tokens.enroll), by(tokens.enroll)]
  assert.equal(await code({ ...mine, signature: other.signature }), 'proof-refused')
  assert.equal(await code({ ...mine, token: tokens.viewer }), 'proof-refused')
  assert.equal(await code(by(tokens.viewer)), 'token-refused')
  assert.equal(await code(by('x'.repeat(43))), 'token-refused')
  assert.equal(await code(enrolmentBy(newKey(), tokens.enroll, mine.publicKey)), 'proof-refused', 'another console')
  assert.equal(await code({ ...mine, extra: 1 }), 'bad-request')
})

test('enroll: the console proves who it is before it is shown a token', async t => {
  const { ask, rooms } = await scratch(t, openSqlite)
  const nonce = 'A'.repeat(43)
  const open = async (wire: number) =>
    ask(null, { method: 'POST', url: '/api/v1/enroll', payload: { step: 'open', wire, nonce } })
  const { key, signature, ...rest } = (await open(3)).json<{ key: string; signature: string }>()
  assert.deepEqual(rest, { wire: 3, formerly: [] })
  const spki = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key }, format: 'jwk' })
  const text = Buffer.from(`waymark enrolment opening\n${nonce}\n${key}\n`)
  assert.ok(verify(null, text, spki, Buffer.from(signature, 'base64url')))
  assert.deepEqual((await ask('viewer', '/api/v1/console')).json(), { key: rooms.key.key, formerly: [] })
  assert.match((await open(4)).json<Failed>().error.message, /console speaks wire 3, the agent wire 4/)
})

test('devices: contact, filters, and one device', async t => {
  const { ask, device, connected, clock } = await scratch(t, openSqlite)
  const one = await device('desk-1')
  const two = await device('desk-2')
  clock.now += 25 * 3_600_000
  const three = await device('desk-3')
  connected.add(one.id)
  const list = async (query: string) =>
    (await ask('viewer', `/api/v1/devices${query}`)).json<Items>().items.map(d => [d.host, d.contact])
  assert.deepEqual(await list(''), [
    ['desk-1', 'connected'],
    ['desk-2', 'silent'],
    ['desk-3', 'away'],
  ])
  assert.deepEqual(await list('?contact=connected'), [['desk-1', 'connected']])
  assert.deepEqual(await list('?contact=silent'), [['desk-2', 'silent']])
  assert.deepEqual(await list('?contact=away'), [['desk-3', 'away']])
  assert.deepEqual(await list('?q=DESK-2&platform=linux'), [['desk-2', 'silent']])
  assert.deepEqual(await list('?degraded=true'), [])
  const shown = await ask('viewer', `/api/v1/devices/${three.id}`)
  assert.equal(answers.Device.parse(shown.json()).ledger?.seq, 3)
  assert.equal((await ask('viewer', `/api/v1/devices/d-${'f'.repeat(32)}`)).statusCode, 404)
  assert.equal(two.entries.length, 3)
})

test('detections: as the shape says, gone left out, one by one', async t => {
  const { ask, device, store } = await scratch(t, openSqlite)
  const { id, entries } = await device('desk-1', [seen(1), seen(2, { state: 'running' })])
  await store.appendEntries(id, following(entries, [gone(1)]), hours(1))
  const items = async (query: string) =>
    answers.Detections.parse((await ask('viewer', `/api/v1/detections${query}`)).json()).items
  assert.deepEqual(
    (await items('')).map(d => [d.id, d.device, d.host, d.state]),
    [[detectionId(2), id, 'desk-1', 'running']],
  )
  assert.deepEqual(
    (await items('?state=gone')).map(d => d.id),
    [detectionId(1)],
  )
  assert.equal((await items('?state=all')).length, 2)
  assert.equal((await items('?verdict=sanctioned')).length, 0)
  assert.equal((await items(`?device=${id}&tool=claude-code&product=claude-code&q=npm`)).length, 1)
  for (const url of [`/${detectionId(2)}`, `/${id}/${detectionId(2)}`])
    assert.equal((await ask('viewer', `/api/v1/detections${url}`)).json<{ id: string }>().id, detectionId(2))
  assert.equal((await ask('viewer', `/api/v1/detections/d-${'f'.repeat(32)}/${detectionId(2)}`)).statusCode, 404)
})

test('events: what is stored, hash by hash, in pages that join', async t => {
  const { ask, device } = await scratch(t, openSqlite)
  const { id, entries } = await device('desk-1', [seen(1), seen(2), seen(3)])
  const whole = (await ask('viewer', `/api/v1/events?device=${id}&limit=100000`)).json<Items>()
  assert.deepEqual(
    whole.items.map(e => [e.epoch, e.seq, e.body, e.digest, e.hash]),
    entries.map(e => [e.epoch, e.seq, e.body, e.digest, e.hash]),
  )
  assert.equal(answers.Events.parse(whole).next, null)
  const seqs: unknown[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`
    const page: Items = (await ask('viewer', `/api/v1/events?device=${id}&limit=2${query}`)).json<Items>()
    seqs.push(...page.items.map(e => e.seq))
    cursor = page.next
  }
  assert.deepEqual(seqs, [1, 2, 3, 4, 5])
  assert.equal((await ask('viewer', `/api/v1/events?device=d-${'f'.repeat(32)}`)).statusCode, 404)
})

test('events: a list longer than one slice of the store arrives whole', async t => {
  const { ask, device } = await scratch(t, openSqlite)
  const { id } = await device(
    'desk-1',
    Array.from({ length: 2_500 }, (_, i) => gone(i)),
  )
  const whole = (await ask('viewer', `/api/v1/events?device=${id}&limit=100000`)).json<Items>()
  assert.deepEqual([whole.items.length, whole.items.at(-1)?.seq, whole.next], [2_502, 2_502, null])
  const most = (await ask('viewer', `/api/v1/events?device=${id}&limit=1500`)).json<Items>()
  const rest = (await ask('viewer', `/api/v1/events?device=${id}&limit=1500&cursor=${most.next}`)).json<Items>()
  assert.deepEqual([most.items.length, rest.items.length, rest.items[0]?.seq], [1_500, 1_002, 1_501])
})

test('policies: published to the byte, in force at once, and told to the house', async t => {
  const { ask, published, store } = await scratch(t, openSqlite)
  const post = (text: string) => ask('admin', { method: 'POST', url: '/api/v1/policies', payload: { text } })
  const first = await post(example.text)
  assert.equal(first.statusCode, 201)
  const document = answers.PolicyDocument.parse(first.json())
  assert.deepEqual([document.serial, document.inForce, document.publishedBy], [1, true, 'admin'])
  assert.equal(document.text, example.text)
  assert.equal(published.length, 1)
  await post(example.text)
  const listed = (await ask('viewer', '/api/v1/policies')).json<Items>().items
  assert.deepEqual(
    listed.map(p => [p.serial, p.inForce]),
    [
      [2, true],
      [1, false],
    ],
  )
  assert.equal((await ask('viewer', '/api/v1/policies/1')).json<{ text: string }>().text, example.text)
  assert.equal((await ask('viewer', '/api/v1/policies/9')).statusCode, 404)
  assert.equal((await store.policyInForce())?.serial, 2)
})

test('policies: a text that does not hold names line and column, and is not stored', async t => {
  const { ask, published, store } = await scratch(t, openSqlite)
  const text = example.text.replace(/^sanctioned:.*$/m, 'sanctionned: qoder')
  const line = text.split('\n').findIndex(l => l.startsWith('sanctionned')) + 1
  const answer = await ask('admin', { method: 'POST', url: '/api/v1/policies', payload: { text } })
  assert.equal(answer.statusCode, 422)
  assert.ok(answer.json<Failed>().error.message.includes(`policy.yaml:${line}:1 unknown-key`))
  assert.deepEqual([await store.lastSerial(), published.length], [0, 0])
})

test('catalog: every tool, what the policy says of it, and where it is', async t => {
  const { ask, device } = await scratch(t, openSqlite)
  await ask('admin', { method: 'POST', url: '/api/v1/policies', payload: { text: example.text } })
  await device('desk-1', [seen(1, { state: 'running' })])
  const tools = answers.Tools.parse((await ask('viewer', '/api/v1/catalog')).json()).items
  const of = (tool: string) => tools.find(item => item.entry.tool === tool)
  assert.ok(tools.length >= 12)
  assert.deepEqual(
    [of('claude-code')?.verdict, of('claude-code')?.devices, of('claude-code')?.running],
    ['banned', 1, 1],
  )
  assert.notEqual(of('claude-code')?.rule, null)
  assert.deepEqual([of('qoder-cli')?.verdict, of('qoder-cli')?.devices], ['sanctioned', 0])
  assert.deepEqual([of('aider')?.verdict, of('aider')?.rule], ['unreviewed', null])
})

test('catalog: what no entry names is told by publisher and package, in lists and alone', async t => {
  const { ask, device } = await scratch(t, openSqlite)
  const origin = { publisher: 'Acme', package: '@acme/agent' }
  const unknown = {
    tool: 'unknown-assistant',
    product: 'unknown-assistant',
    verdict: 'unreviewed',
    rule: null,
  } as const
  await device('desk-1', [seen(1, { ...unknown, origin }), seen(2)])
  const { items } = answers.UnknownAssistants.parse((await ask('viewer', '/api/v1/catalog/unknown')).json())
  assert.deepEqual(
    items.map(({ example, ...group }) => [group, example.host]),
    [[{ ...origin, devices: 1, running: 0 }, 'desk-1']],
  )
  const listed = answers.Detections.parse((await ask('viewer', '/api/v1/detections?q=acme')).json()).items
  assert.deepEqual(
    listed.map(each => each.origin),
    [origin],
  )
})

test('overview: devices, verdicts, products and what waits', async t => {
  const { ask, device, connected, clock } = await scratch(t, openSqlite)
  await ask('admin', { method: 'POST', url: '/api/v1/policies', payload: { text: example.text } })
  await device('silent-1', [seen(3, { tool: 'aider', product: 'aider', verdict: 'unreviewed', rule: null })])
  clock.now += 25 * 3_600_000
  connected.add((await device('desk-1', [seen(1, { state: 'running' })])).id)
  const page = answers.Overview.parse((await ask('viewer', '/api/v1/overview')).json())
  assert.deepEqual(page.devices, { total: 2, connected: 1, away: 0, silent: 1 })
  assert.deepEqual(page.verdicts.banned, { devices: 1, running: 1, aWeekAgo: null })
  assert.equal(page.sanctioned, 'Qoder')
  assert.deepEqual(page.products.map(p => [p.name, p.devices]).toSorted(), [
    ['Aider', 1],
    ['Claude Code', 1],
  ])
  assert.deepEqual(page.waiting, [
    { what: 'unreviewed-tools', count: 1 },
    { what: 'silent-devices', count: 1 },
  ])
  assert.equal(page.policy?.serial, 1)
})

test('tokens: the secret is told once and lists never hold it', async t => {
  const { ask, rooms } = await scratch(t, openSqlite)
  const payload = { name: 'lab', role: 'enroll', uses: 3, tags: ['lab'] }
  const made = (await ask('admin', { method: 'POST', url: '/api/v1/tokens', payload })).json<{ token: string }>()
  const [secret = '', digest] = made.token.split('.')
  assert.match(secret, /^[A-Za-z0-9_-]{43}$/)
  const raw = Buffer.from(rooms.key.key, 'base64url')
  assert.equal(digest, createHash('sha256').update(raw).digest('base64url').slice(0, 22), 'whose token it is')
  const listed = await ask('admin', '/api/v1/tokens')
  assert.ok(!listed.body.includes(secret))
  assert.equal(answers.Tokens.parse(listed.json()).items.find(token => token.name === 'lab')?.uses, 3)
  const wrong = await ask('admin', { method: 'POST', url: '/api/v1/tokens', payload: { ...payload, role: 'viewer' } })
  assert.equal(wrong.statusCode, 400)
})

test('audit: writes and looks at one device, a look once in a while', async t => {
  const { ask, device, clock } = await scratch(t, openSqlite)
  const { id } = await device('desk-1')
  const looks = async () =>
    (await ask('admin', '/api/v1/audit')).json<Items>().items.filter(row => row.action === 'device-viewed')
  await ask('viewer', '/api/v1/devices')
  await ask('viewer', '/api/v1/detections')
  assert.equal((await looks()).length, 0)
  for (const url of [`devices/${id}`, `events?device=${id}`, `detections?device=${id}`])
    await ask('viewer', `/api/v1/${url}`)
  assert.deepEqual(
    (await looks()).map(row => [row.who, row.subject]),
    [['viewer', id]],
  )
  await ask('operator', `/api/v1/detections/${detectionId(1)}`)
  clock.now += 20 * 60_000
  await ask('viewer', `/api/v1/devices/${id}`)
  assert.deepEqual(
    (await looks()).map(row => row.who),
    ['viewer', 'operator', 'viewer'],
  )
})
