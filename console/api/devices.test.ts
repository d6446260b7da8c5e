import assert from 'node:assert/strict'
import { test } from 'node:test'
import { began, chained, described, epochId, sha256 } from '../store/sample.ts'
import { openSqlite } from '../store/sqlite.ts'
import { Device, Devices, Overview, Tokens } from './answers.ts'
import { scratch } from './scratch.ts'

const BOARD = sha256('board')
const post = (url: string, payload: object = {}) => ({
  method: 'POST' as const,
  url: `/api/v1/devices/${url}`,
  payload,
})

test('F42: a device is approved or revoked by whom the audit then names, and its connection is ended', async t => {
  const { ask, device, store, shut, clock, tokens } = await scratch(t, openSqlite)
  const one = await device('one', [described('one', [], BOARD)])
  clock.now += 60_000
  const two = await device('two', [described('two', [], BOARD)])
  const state = async (id: string) => Device.parse((await ask('viewer', `/api/v1/devices/${id}`)).json()).state
  assert.deepEqual([await state(one.id), await state(two.id)], ['enrolled', 'pending'])
  const listed = async (query: string) =>
    Devices.parse((await ask('viewer', `/api/v1/devices?${query}`)).json()).items.map(({ host }) => host)
  assert.deepEqual(await listed('state=pending'), ['two'])
  assert.deepEqual(await listed('flagged=true'), ['one', 'two'])
  assert.deepEqual(await listed('state=revoked'), [])
  const overview = Overview.parse((await ask('viewer', '/api/v1/overview')).json())
  assert.deepEqual([overview.devices.total, overview.waiting], [1, [{ what: 'pending-devices', count: 1 }]])

  assert.equal((await ask('viewer', post(`${two.id}/approve`))).statusCode, 403)
  assert.equal((await ask('operator', post(`${two.id}/approve`, { others: 'all' }))).statusCode, 400)
  assert.equal(Device.parse((await ask('operator', post(`${two.id}/approve`))).json()).state, 'enrolled')
  assert.deepEqual([await state(one.id), shut], ['enrolled', []])
  assert.equal(Device.parse((await ask('operator', post(`${one.id}/revoke`))).json()).state, 'revoked')
  assert.deepEqual(shut, [one.id])
  assert.deepEqual(await listed(''), ['two'])
  assert.deepEqual(await listed('state=all'), ['one', 'two'])
  const three = await device('three', [described('three', [], BOARD)])
  assert.equal(
    Device.parse((await ask('admin', post(`${three.id}/approve`, { others: 'replace' }))).json()).state,
    'enrolled',
  )
  assert.deepEqual(shut, [one.id, two.id])
  assert.deepEqual([await state(one.id), await state(two.id)], ['revoked', 'replaced'])
  const nobody = `d-${'9'.repeat(32)}`
  for (const what of ['approve', 'revoke'])
    assert.equal((await ask('admin', post(`${nobody}/${what}`))).statusCode, 404)

  const rows = (await store.auditRows({ after: null, limit: 100 })).items.filter(({ action }) =>
    ['device-approved', 'device-revoked', 'device-replaced'].includes(action),
  )
  assert.deepEqual(
    rows.map(({ who, action, subject }) => [who, action, subject]),
    [
      ['admin', 'device-approved', three.id],
      ['admin', 'device-replaced', two.id],
      ['operator', 'device-revoked', one.id],
      ['operator', 'device-approved', two.id],
    ],
  )
  const enrolling = Tokens.parse((await ask('admin', '/api/v1/tokens')).json()).items.find(
    ({ role }) => role === 'enroll',
  )
  assert.equal(enrolling?.devices, 3)
  assert.deepEqual(await listed(`state=all&token=${enrolling?.id}`), ['one', 'three', 'two'])
  assert.ok(!JSON.stringify(await store.devices({ state: 'all' }, { after: null, limit: 9 })).includes(tokens.enroll))
})

test('events: 100,000 entries come as one list, entry by entry what is stored, by pages too', {
  timeout: 120_000,
}, async t => {
  const { ask, device, store, clock } = await scratch(t, openSqlite)
  const { id, entries } = await device('long', [])
  const condition = { kind: 'condition-changed', condition: 'c', state: 'raised', detail: 'x' } as const
  const all = chained(epochId(1), [began, described('long'), ...Array.from({ length: 99_998 }, () => condition)])
  assert.deepEqual(all.slice(0, 2), entries)
  for (let from = 0; from < all.length; from += 5_000)
    await store.appendEntries(id, all.slice(from, from + 5_000), clock.now)
  const said = (await ask('viewer', `/api/v1/events?device=${id}&limit=100000`)).json<{
    items: { seq: number; hash: string; body: string }[]
    next: string | null
  }>()
  assert.equal(said.next, null)
  assert.deepEqual(
    said.items.map(({ seq, hash, body }) => `${seq} ${hash} ${body}`),
    all.map(({ seq, hash, body }) => `${seq} ${hash} ${body}`),
  )
  const first = (await ask('viewer', `/api/v1/events?device=${id}&limit=99999`)).json<typeof said>()
  const rest = (await ask('viewer', `/api/v1/events?device=${id}&cursor=${first.next}`)).json<typeof said>()
  assert.deepEqual([first.items.length, rest.items.map(({ seq }) => seq), rest.next], [99_999, [100_000], null])
  assert.equal((await ask('viewer', `/api/v1/events?device=${id}&limit=100001`)).statusCode, 400)
})
