import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seen } from '../store/sample.ts'
import { openSqlite } from '../store/sqlite.ts'
import { scratch } from './scratch.ts'

test('detections as CSV: the same rows as the list with the same filters, all of them, and it is written down', async t => {
  const { ask, device, store, clock } = await scratch(t, openSqlite)
  for (const host of ['dev-a', 'dev-b', 'dev-c']) await device(host)
  const lines = async (query: string): Promise<string[]> => {
    const answer = await ask('viewer', `/api/v1/detections.csv${query}`)
    assert.equal(answer.statusCode, 200, answer.body)
    assert.equal(answer.headers['content-type'], 'text/csv; charset=utf-8')
    const day = new Date(clock.now).toISOString().slice(0, 10)
    assert.equal(answer.headers['content-disposition'], `attachment; filename="waymark-detections-${day}.csv"`)
    const [head, ...rows] = answer.body.trimEnd().split('\r\n')
    assert.match(head ?? '', /^\ufeffhost,account,product,tool,/)
    return rows
  }
  const hosts = async (query: string) => (await lines(query)).map(line => line.split(',')[0])
  assert.deepEqual(await hosts(''), ['dev-c', 'dev-b', 'dev-a'])
  assert.deepEqual(await hosts('?q=dev-b'), ['dev-b'])
  assert.deepEqual(await hosts('?verdict=sanctioned'), [])
  const { items } = await store.auditRows({ after: null, limit: 3 })
  assert.deepEqual(
    items.map(({ who, action, subject }) => [who, action, subject]),
    [
      ['viewer', 'detections-exported', '{"verdict":"sanctioned"}'],
      ['viewer', 'detections-exported', '{"q":"dev-b"}'],
      ['viewer', 'detections-exported', '{}'],
    ],
  )
})

test('devices as CSV', async t => {
  const { ask, device, connected } = await scratch(t, openSqlite)
  connected.add((await device('dev-a')).id)
  await device('=cmd')
  const { body } = await ask('operator', '/api/v1/devices.csv')
  const rows = body.trimEnd().split('\r\n').slice(1)
  assert.deepEqual(rows.map(row => row.split(',').slice(0, 3).join()).sort(), [
    "'=cmd,enrolled,away",
    'dev-a,enrolled,connected',
  ])
  assert.equal((await ask('viewer', '/api/v1/devices.csv?limit=1')).statusCode, 400, 'it has no pages')
  assert.equal((await ask('enroll', '/api/v1/devices.csv')).statusCode, 401)
})

test('a list longer than a page is written whole', async t => {
  const { ask, device } = await scratch(t, openSqlite)
  await device(
    'dev-many',
    Array.from({ length: 1_203 }, (_, n) => seen(n + 1)),
  )
  const { body } = await ask('viewer', '/api/v1/detections.csv')
  const rows = body.trimEnd().split('\r\n').slice(1)
  assert.equal(rows.length, 1_203)
  assert.equal(new Set(rows.map(row => row.split(',').at(-1))).size, 1_203)
})
