import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { WebSocket } from 'ws'
import { openLive } from './live.ts'

test('live: a hundred changes are two words a kind: the first at once, the rest together', {
  timeout: 20_000,
}, async t => {
  const session = { name: 'ann', role: 'viewer', expiresAt: 1 } as const
  const store = { tokenByHash: async () => null, session: async () => session }
  const live = openLive({ store, now: () => 0, origins: () => new Set(['http://here']) })
  const server = createServer()
  server.on('upgrade', live.upgrade)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    live.close()
    server.closeAllConnections()
    server.close()
  })
  const cookie = `waymark_session=${'a'.repeat(43)}`
  const page = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/live`, {
    headers: { cookie, origin: 'http://here' },
  })
  const heard: unknown[] = []
  page.on('message', data => heard.push(JSON.parse(String(data))))
  await once(page, 'open')
  for (let i = 0; i < 100; i++) live.tell({ changed: 'detections', id: String(i) })
  live.tell({ changed: 'devices', id: 'd' })
  await new Promise(resolve => setTimeout(resolve, 150))
  assert.deepEqual(heard, [
    { changed: 'detections', id: '0' },
    { changed: 'devices', id: 'd' },
  ])
  await new Promise(resolve => setTimeout(resolve, 400))
  assert.deepEqual(heard.slice(2), [{ changed: 'detections', id: '' }])
  live.tell({ changed: 'detections', id: 'x' })
  await once(page, 'message')
  assert.deepEqual(heard.at(-1), { changed: 'detections', id: 'x' })

  page.send('anything')
  const [code] = await once(page, 'close')
  assert.equal(code, 1008)
})
