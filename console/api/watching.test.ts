import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSqlite } from '../store/sqlite.ts'
import { scratch } from './scratch.ts'

test('who has a token of a viewer sees the console in figures', async t => {
  const { ask, connected } = await scratch(t, openSqlite)
  connected.add('d-1')
  const answer = await ask('viewer', '/metrics')
  assert.equal(answer.statusCode, 200)
  assert.match(String(answer.headers['content-type']), /^text\/plain; version=0\.0\.4/)
  assert.match(answer.body, /^waymark_devices_connected 1$/m)
  assert.equal((await ask(null, '/metrics')).statusCode, 401)
})

test('a console that sends agents away is not ready for more, and says so', async t => {
  const { ask, shed } = await scratch(t, openSqlite)
  assert.equal((await ask(null, '/readyz')).statusCode, 200)
  shed.now = true
  const { statusCode, body } = await ask(null, '/readyz')
  assert.equal(statusCode, 503)
  assert.match(body, /agents are told to come back later/)
})
