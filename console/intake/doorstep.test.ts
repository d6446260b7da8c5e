import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createHttp, type Server } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { authority } from '../tls/scratch.ts'
import { contextOf } from '../tls/speak.ts'
import { holdDoorstep } from './doorstep.ts'

const listen = async (t: TestContext, server: Server, most: number, within: number): Promise<number> => {
  const doorstep = holdDoorstep(server, most, within)
  server.on('upgrade', (_, socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    doorstep.stop()
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}
const come = (t: TestContext, port: number, localAddress = '127.0.0.1'): Socket => {
  const socket = connect({ port, host: '127.0.0.1', localAddress })
  socket.on('error', () => {})
  t.after(() => socket.destroy())
  return socket
}
const closed = async (socket: Socket): Promise<void> => {
  if (!socket.closed) await once(socket, 'close')
}
const UPGRADE = 'GET /agent HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'

test('F23: who never finishes a request is cut in time, and those behind come in', async t => {
  const port = await listen(t, createHttp(), 4, 150)
  const slow = [come(t, port), come(t, port)]
  for (const socket of slow) socket.write('GET /agent HTTP/1.1\r\nHost: x\r\n')
  await Promise.all(slow.map(socket => once(socket, 'connect')))
  await closed(come(t, port))
  assert.ok(
    slow.every(socket => !socket.closed),
    'cut before its time',
  )
  await Promise.all(slow.map(closed))
  const next = come(t, port)
  next.write(UPGRADE)
  assert.match(String((await once(next, 'data'))[0]), /101/)
})

test('F23: an address that takes all the places it can leaves some to the others', async t => {
  const port = await listen(t, createHttp(), 8, 10_000)
  const greedy = Array.from({ length: 8 }, () => come(t, port, '127.0.0.2'))
  await Promise.all(greedy.map(socket => once(socket, 'connect')))
  const other = come(t, port)
  other.write(UPGRADE)
  assert.match(String((await once(other, 'data'))[0]), /101/)
})

test('who has asked for something is a stranger no more, over TLS too', async t => {
  const { ca, leaf } = await authority()
  const port = await listen(t, createHttps(contextOf(leaf)), 2, 200)
  const sockets = []
  for (let i = 0; i < 5; i++) {
    const socket = connectTls({ port, host: '127.0.0.1', ca: ca.cert })
    socket.on('error', () => {})
    t.after(() => socket.destroy())
    await once(socket, 'secureConnect')
    socket.write(UPGRADE)
    assert.match(String((await once(socket, 'data'))[0]), /101/)
    sockets.push(socket)
  }
  await new Promise(resolve => setTimeout(resolve, 400))
  assert.ok(sockets.every(socket => !socket.closed))
})
