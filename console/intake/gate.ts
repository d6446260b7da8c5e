import type { Duplex } from 'node:stream'
import type { CloseWord } from '../../protocol/frames.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { WIRE } from '../../protocol/wire.ts'
import type { Bounds } from './bounds.ts'
import { holdToBudget } from './budget.ts'

/** What strangers may cost: so many at once, so long, so many bytes. */
export type Gate = {
  readonly full: () => boolean
  /** @returns to be called once it is known who it is, or when it is gone; more often does no harm. */
  enter(socket: Duplex, refuse: (word: CloseWord, detail: string) => void): () => void
}

export const openGate = (bounds: Bounds): Gate => {
  const inside = new Set<Duplex>()
  return {
    full: () => inside.size >= bounds.unproven,
    enter: (socket, refuse) => {
      inside.add(socket)
      // An agent of wire 2 waits for us to speak first, and would never learn why.
      const late = setTimeout(
        () => refuse('hello-late', `not within ${bounds.helloWithin} ms, as wire ${WIRE} has it`),
        bounds.helloWithin,
      )
      const stopCounting = holdToBudget(socket, LIMITS.helloBytes, () =>
        refuse('too-large', `${LIMITS.helloBytes} bytes before the hello is proven`),
      )
      return () => {
        inside.delete(socket)
        clearTimeout(late)
        stopCounting()
      }
    },
  }
}

/** Too many strangers, or closing: said in HTTP, before a WebSocket costs anything. */
export const turnAway = (socket: Duplex): void => {
  socket.on('error', () => {})
  socket.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
}
