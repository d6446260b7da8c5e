import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** Hands each WebSocket to whom its path belongs; any other path is refused. */
export const onUpgrades = (server: Server, paths: Readonly<Record<string, Upgrade>>): void => {
  server.on('upgrade', (request, socket, head) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    const upgrade = Object.hasOwn(paths, path) ? paths[path] : undefined
    if (upgrade !== undefined) upgrade(request, socket, head)
    else {
      socket.on('error', () => {})
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    }
  })
}
