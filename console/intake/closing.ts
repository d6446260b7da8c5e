import type { WebSocket } from 'ws'
import { closeReason } from '../../protocol/close-reason.ts'
import { CLOSE, type CloseWord } from '../../protocol/frames.ts'

/** Words of closings that are nobody's fault, with the codes that RFC 6455 and its registry give them. */
export const PLAIN = { restarting: 1012, failed: 1011 } as const

/** How a connection ends: a word with its code, and a detail for whoever reads the log at the other end. */
export type Closing = CloseWord | keyof typeof PLAIN
export type Ending = readonly [word: Closing, detail: string]

export const closeWith = (ws: WebSocket, word: Closing, detail: string): void => {
  ws.close({ ...CLOSE, ...PLAIN }[word], closeReason(word, detail))
  // A paused socket would never read the answer to the close frame.
  ws.resume()
}

/** What `ws` closes with by itself, and how we name it. */
const OF_WS: Readonly<Record<number, readonly [CloseWord, string]>> = {
  1002: ['malformed', 'not a WebSocket frame'],
  1007: ['malformed', 'not UTF-8'],
  1008: ['too-large', 'too many fragments'],
  1009: ['too-large', 'a frame past the limit'],
}

/** `ws` closes a faulty frame with a bare code; a person who reads the agent's log needs the word. */
export const nameOwnClosings = (ws: WebSocket, said: (word: CloseWord, detail: string) => void): void => {
  const close = ws.close.bind(ws)
  ws.close = (code, reason) => {
    const named = reason === undefined && code !== undefined ? OF_WS[code] : undefined
    if (named === undefined) close(code, reason)
    else {
      said(...named)
      close(CLOSE[named[0]], closeReason(...named))
    }
  }
}
