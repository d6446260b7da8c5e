import type { Duplex } from 'node:stream'
import type { CloseWord } from '../../protocol/frames.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { WIRE } from '../../protocol/wire.ts'
import type { Bounds } from './bounds.ts'
import { holdToBudget } from './budget.ts'
import { openPlaces } from './places.ts'

/** What strangers may cost: so many at once, so long, so many bytes. */
export type Gate = {
  /** @returns lets one in, or null where there is no place for whoever comes from there. */
  open(socket: Duplex): Entrance | null
}
/**
 * Counts the stranger from then on.
 * @returns to be called once it is known who it is, or when it is gone; more often does no harm.
 */
export type Entrance = (refuse: (word: CloseWord, detail: string) => void) => () => void

const addressOf = (socket: Duplex): string =>
  'remoteAddress' in socket && typeof socket.remoteAddress === 'string' ? socket.remoteAddress : ''

export const openGate = (bounds: Bounds): Gate => {
  const places = openPlaces(bounds.unproven)
  return {
    open: socket => {
      const leave = places.enter(addressOf(socket))
      if (leave === null) return null
      // It may be gone before it is a WebSocket.
      socket.once('close', leave)
      return refuse => {
        // An agent of wire 2 waits for us to speak first, and would never learn why.
        const late = setTimeout(
          () => refuse('hello-late', `not within ${bounds.helloWithin} ms, as wire ${WIRE} has it`),
          bounds.helloWithin,
        )
        const stopCounting = holdToBudget(socket, LIMITS.helloBytes, () =>
          refuse('too-large', `${LIMITS.helloBytes} bytes before the hello is proven`),
        )
        return () => {
          leave()
          clearTimeout(late)
          stopCounting()
        }
      }
    },
  }
}

/** Too many strangers, or closing: said in HTTP, before a WebSocket costs anything. @param retryAfter ms. */
export const turnAway = (socket: Duplex, retryAfter: number): void => {
  const seconds = Math.ceil(retryAfter / 1_000)
  socket.on('error', () => {})
  socket.end(
    `HTTP/1.1 503 Service Unavailable\r\nRetry-After: ${seconds}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  )
}
