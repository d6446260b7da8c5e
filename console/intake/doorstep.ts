import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { openPlaces, type Places } from './places.ts'

export type Doorstep = { stop(): void }

/**
 * Connections at once that have asked for nothing yet, of one address half of them; and for how long, ms. Fewer than the
 * gate has places for: who is turned away there has had a handshake already, and when ten thousand come at once those
 * would be all that is done.
 */
const MOST = 600
const WITHIN = 10_000

/**
 * What a connection may cost before it has asked for anything: so many at once, so long. TLS and the head of a request
 * lie before every other bound, and a thousand that never finish either would be a thousand that wait for ever.
 * Cut without a word: an answer would need the handshake that is the most of the price.
 * @param within ms until the first request.
 */
export const holdDoorstep = (server: Server, most = MOST, within = WITHIN): Doorstep => {
  const places: Places = openPlaces(most)
  const pending = new Map<string, () => void>()
  const keyOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`

  const came = (socket: Socket): void => {
    const leave = places.enter(socket.remoteAddress ?? '')
    if (leave === null) {
      socket.destroy()
      return
    }
    const key = keyOf(socket)
    const late = setTimeout(() => socket.destroy(), within)
    const known = (): void => {
      clearTimeout(late)
      leave()
      socket.off('close', known)
      if (pending.get(key) === known) pending.delete(key)
    }
    pending.set(key, known)
    socket.on('close', known)
  }
  // Under TLS this is another object than the one that came, with the same two ends.
  const asked = (request: { readonly socket: Socket }): void => pending.get(keyOf(request.socket))?.()

  server.prependListener('connection', came)
  server.prependListener('request', asked)
  server.prependListener('upgrade', asked)
  return {
    stop: () => {
      server.off('connection', came)
      server.off('request', asked)
      server.off('upgrade', asked)
      for (const known of [...pending.values()]) known()
    },
  }
}
