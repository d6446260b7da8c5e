import type { Duplex } from 'node:stream'

/** Frame headers, masks and pings that may come beside a hello. */
const FRAMING = 256

/**
 * Counts what a connection sends before it has proved who it is, in bytes of the socket, so that fragments, pings and
 * half frames count too: `ws` alone would buffer a whole frame of the largest size for anybody.
 * @returns ends the counting: the sender is known.
 */
export const holdToBudget = (socket: Duplex, most: number, exceeded: () => void): (() => void) => {
  let bytes = 0
  const count = (chunk: Buffer): void => {
    bytes += chunk.length
    if (bytes <= most + FRAMING) return
    stop()
    exceeded()
  }
  const stop = (): void => {
    socket.off('data', count)
  }
  // Before ws reads the same chunk.
  socket.prependListener('data', count)
  return stop
}
