import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { identify } from '../access/identify.ts'
import { isCrossSite } from '../access/origin.ts'
import { may } from '../access/permission.ts'
import type { ForAccess } from '../store/for-access.ts'
import type { LiveNews } from './answers.ts'

/** At most one word a kind in this time, ms. */
const PACE = 250
/** A browser that does not read is let go at this many bytes; it asks everything again when it is back. */
const BEHIND = 64 * 1024
/** How often a session is asked again whether it still holds, ms. */
const RECHECK = 60_000

export type Live = {
  /** For `server.on('upgrade')`, once the path is known to be `/live`. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  tell(news: LiveNews): void
  close(): void
}

export type LiveOptions = {
  readonly store: Pick<ForAccess, 'tokenByHash' | 'session'>
  readonly now: () => number
  readonly origins: () => ReadonlySet<string>
}

/** Tells browsers which question has a new answer; they ask again by the API, so nothing is told here that it would not. */
export const openLive = ({ store, now, origins }: LiveOptions): Live => {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 1_024 })
  const waiting = new Map<LiveNews['changed'], { id: string; more: boolean }>()

  const send = (changed: LiveNews['changed'], id: string): void => {
    const text = JSON.stringify({ changed, id } satisfies LiveNews)
    for (const ws of server.clients)
      if (ws.bufferedAmount > BEHIND) ws.terminate()
      else ws.send(text)
  }
  const tell = ({ changed, id }: LiveNews): void => {
    const held = waiting.get(changed)
    if (held !== undefined) {
      waiting.set(changed, { id: !held.more || held.id === id ? id : '', more: true })
      return
    }
    send(changed, id)
    waiting.set(changed, { id, more: false })
    setTimeout(() => {
      const last = waiting.get(changed)
      waiting.delete(changed)
      if (last?.more === true) tell({ changed, id: last.id })
    }, PACE).unref()
  }

  const admit = async (request: IncomingMessage): Promise<boolean> =>
    !isCrossSite(request.headers, origins()) && may(await identify(store, request.headers, now()), 'viewer')

  const opened = (ws: WebSocket, request: IncomingMessage): void => {
    ws.on('error', () => ws.terminate())
    ws.on('message', () => ws.close(1008, 'nothing is asked here'))
    let heard = true
    ws.on('pong', () => {
      heard = true
    })
    const timer = setInterval(() => {
      if (!heard) ws.terminate()
      heard = false
      ws.ping()
      admit(request).then(
        still => still || ws.close(4401, 'signed out'),
        () => ws.terminate(),
      )
    }, RECHECK)
    ws.on('close', () => clearInterval(timer))
  }

  return {
    upgrade: (request, socket, head) => {
      socket.on('error', () => {})
      admit(request).then(
        ok => {
          if (ok) server.handleUpgrade(request, socket, head, ws => opened(ws, request))
          else socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
        },
        () => socket.destroy(),
      )
    },
    tell,
    close: () => {
      for (const ws of server.clients) ws.close(1001, 'the console restarts')
      server.close()
    },
  }
}
