import type { WebSocket } from 'ws'
import type { FromConsole } from '../../protocol/frames.ts'
import type { Bounds } from './bounds.ts'
import { type Closing, closeWith, nameOwnClosings } from './closing.ts'

/** A socket that has been tamed: text in, frames out, and one ending. */
export type Line = {
  send(frame: FromConsole): void
  /** Says why, and closes. What comes after it is not heard. */
  end(word: Closing, detail: string): void
  /** Reads nothing until it is released as often as it was held: what the sender writes waits in its own machine. */
  hold(): void
  release(): void
}

export type Listener = {
  readonly text: (text: string) => void
  readonly alive: () => void
  /** Once, whoever ended it. */
  readonly gone: (why: string) => void
}

export const openLine = (
  ws: WebSocket,
  bounds: Bounds,
  seat: (beat: () => void) => () => void,
  listener: Listener,
): Line => {
  let open = true
  let quiet = 0
  let holds = 0
  /** Pings and pongs since the last beat. */
  let beats = 0

  const gone = (why: string): void => {
    if (!open) return
    open = false
    unseat()
    listener.gone(why)
  }
  const cut = (why: string): void => {
    gone(why)
    ws.terminate()
  }
  const heard = (): void => {
    quiet = 0
    if (open) listener.alive()
  }
  /** A frame of the protocol below, which no budget counts. */
  const pinged = (): void => {
    heard()
    if (++beats > bounds.pings) line.end('too-large', `${bounds.pings} pings between two of ours`)
  }
  const unseat = seat(() => {
    beats = 0
    // While we do not read, a pong cannot be heard: silence is ours.
    if (holds > 0) return
    // Two beats without a word, so a dead peer is seen within 50 s.
    if (++quiet >= 2) cut('silent')
    else ws.ping()
  })

  const line: Line = {
    send: frame => {
      if (!open) return
      if (ws.bufferedAmount > bounds.buffered) cut('does not read')
      else ws.send(JSON.stringify(frame))
    },
    end: (word, detail) => {
      if (!open) return
      gone(`${word}: ${detail}`)
      closeWith(ws, word, detail)
    },
    hold: () => {
      if (holds++ === 0) ws.pause()
    },
    release: () => {
      if (--holds === 0) ws.resume()
    },
  }
  nameOwnClosings(ws, (word, detail) => gone(`${word}: ${detail}`))
  ws.on('message', (data, binary) => {
    heard()
    if (!open) return
    if (binary) line.end('malformed', 'binary')
    else listener.text(data.toString())
  })
  ws.on('ping', pinged)
  ws.on('pong', pinged)
  ws.on('close', code => gone(`closed by the agent with ${code}`))
  // Each error is followed by a close; without a listener it would end the process.
  ws.on('error', () => {})
  return line
}
