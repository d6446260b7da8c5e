import { readFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import type { TlsFiles } from '../../../console/tls/files.ts'
import { contextOf } from '../../../console/tls/speak.ts'
import { say, taskOfChild } from '../child.ts'

/** The limit of the network: the same TLS and the same `ws`, which sends each frame back and does nothing else. */
export type EchoTask = { readonly tls: TlsFiles }
export type EchoSaid = { readonly ready?: { readonly port: number } }

if (import.meta.main) {
  const { tls } = await taskOfChild<EchoTask>()
  const [cert, key] = [await readFile(tls.cert, 'utf8'), await readFile(tls.key, 'utf8')]
  const server = createServer(contextOf({ cert, key }))
  const echo = new WebSocketServer({ server, perMessageDeflate: false, clientTracking: false })
  echo.on('connection', ws => ws.on('message', data => ws.send(data, { binary: false })))
  server.listen(0, '127.0.0.1', () =>
    say({ ready: { port: (server.address() as AddressInfo).port } } satisfies EchoSaid),
  )
}
