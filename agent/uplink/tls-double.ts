import { once } from 'node:events'
import { createServer as createHttp, type IncomingMessage } from 'node:http'
import { createServer, type Server } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import type { SecureVersion } from 'node:tls'
import { openDial } from './dial.ts'

/** What the tests of secure connections share: real servers and a real proxy on this machine. Not loaded by the agent. */

type Pair = { readonly cert: string; readonly key: string }
type After = Pick<TestContext, 'after'>

/** A server with that certificate, which answers every request with `ok`. */
export const startTls = async (t: After, pair: Pair, maxVersion: SecureVersion = 'TLSv1.3'): Promise<Server> => {
  const server = createServer(
    { ...pair, minVersion: 'TLSv1', maxVersion, ciphers: 'DEFAULT@SECLEVEL=0' },
    (_, answer) => answer.end('ok'),
  )
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return server
}
export const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port

/**
 * A forward proxy that makes tunnels, as companies have.
 * @param answer other than 200 turns everybody away. @param pair for a proxy over TLS.
 */
export const startProxy = async (t: After, answer = 200, pair: Pair | null = null) => {
  const asked: IncomingMessage[] = []
  const sockets = new Set<Socket>()
  const proxy = pair === null ? createHttp() : createServer(pair)
  proxy.on('tlsClientError', () => {})
  proxy.on('connect', (request, client: Socket) => {
    asked.push(request)
    if (answer !== 200) return client.end(`HTTP/1.1 ${answer} No\r\n\r\n`)
    // Whatever name is asked for lives here.
    const up = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      client.pipe(up).pipe(client)
    })
    for (const socket of [client, up]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        client.destroy()
        up.destroy()
      })
    }
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    proxy.closeAllConnections()
    proxy.close()
  })
  return { port: portOf(proxy), asked }
}

/** Dials as the agent does. @returns the error where it does not come about. */
export const dialed = async (
  t: After,
  port: number,
  over: Partial<Parameters<typeof openDial>[0]> & { readonly host?: string },
) => {
  const { host = 'localhost', ...rest } = over
  const dial = openDial({
    console: new URL(`https://${host}:${port}`),
    near: true,
    ca: null,
    env: {},
    platform: 'linux',
    now: Date.now,
    ...rest,
  })
  const { promise, resolve } = Promise.withResolvers<Socket | Error>()
  dial?.({}, (error, socket) => resolve(error ?? (socket as Socket)))
  const made = await promise
  if (!(made instanceof Error)) t.after(() => made.destroy())
  return made
}
