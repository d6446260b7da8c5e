import { WebSocket } from 'ws'
import { bindingOf } from '../../protocol/binding.ts'
import { closeReason } from '../../protocol/close-reason.ts'
import { decode } from '../../protocol/decode.ts'
import { CLOSE, type CloseWord, FromConsole, type Hello, type Opening } from '../../protocol/frames.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { visible } from '../../protocol/text.ts'
import { WIRE } from '../../protocol/wire.ts'
import type { Dial } from './dial.ts'
import { openHeartbeat } from './heartbeat.ts'
import { newNonce } from './nonce.ts'
import { NotSecure } from './not-secure.ts'
import type { Timers } from './timers.ts'
import type { Over } from './uplink-state.ts'

export type Frame = FromConsole
type Of<T extends Frame['type']> = Extract<Frame, { type: T }>

export type Listener = {
  /** The console says who it is: answers with the hello, or with why it is not believed. */
  readonly challenged: (challenge: Of<'challenge'>, opened: Opened) => Hello | { readonly notProven: string }
  readonly welcomed: (welcome: Of<'welcome'>) => void
  readonly acknowledged: (acknowledged: Of<'acknowledged'>) => void
  readonly policy: (news: Of<'policy'>) => void
  /** Not before that many ms. */
  readonly later: (ms: number) => void
  readonly credit: (credit: number) => void
  /** Once, whoever ended it. */
  readonly over: (why: Over) => void
}

/** What this end has of the connection before the other has said anything. */
export type Opened = { readonly nonce: string; readonly binding: string | null }

export type Connection = {
  send(text: string): void
  /** Ends it for a fault of the console's. */
  end(word: CloseWord, reason: string): void
  /** Ends it without a word. */
  cut(reason: string): void
  /** Ends it because we stop; resolves when the socket is gone. */
  stop(): Promise<void>
}

/** From the connect to the welcome, and for the closing handshake, ms. */
const WELCOME_WITHIN = 15_000
const CLOSE_WITHIN = 1_000

const WORDS: ReadonlyMap<number, CloseWord> = new Map(
  Object.entries(CLOSE).map(([word, code]) => [code, word as CloseWord]),
)
/** What has to be said before a proof is possible. */
const OF_ANYBODY: ReadonlySet<Over['word']> = new Set(['wire-version', 'busy'])
const TYPES: readonly Frame['type'][] = ['challenge', 'welcome', 'acknowledged', 'credit', 'later', 'policy']

/**
 * One connection to the console, from the first byte to the last. Frames come in the order of the protocol or end it.
 * @param dial how a secure one is made; null for plain http on this machine.
 */
export const openConnection = (
  url: URL,
  dial: Dial | null,
  timers: Timers,
  random: () => number,
  on: Listener,
): Connection => {
  // `closeTimeout` is newer than the types of ws.
  const options = {
    perMessageDeflate: false,
    maxPayload: LIMITS.frameBytes,
    maxFragments: LIMITS.fragments,
    maxBufferedChunks: 1_024,
    handshakeTimeout: WELCOME_WITHIN,
    closeTimeout: CLOSE_WITHIN,
    ...(dial === null ? {} : { createConnection: dial }),
  }
  const ws = new WebSocket(url, options)
  let expects: 'challenge' | 'welcome' | 'news' | 'nothing' = 'challenge'
  let failed: Over | null = null
  const nonce = newNonce()
  let binding: string | null = null

  const over = (why: Over): void => {
    if (expects === 'nothing') return
    expects = 'nothing'
    late()
    heartbeat.stop()
    on.over(why)
  }
  const end = (word: CloseWord, reason: string): void => {
    over({ word, reason })
    ws.close(CLOSE[word], closeReason(word, reason))
  }
  const cut = (reason: string): void => {
    over({ word: 'lost', reason })
    ws.terminate()
  }
  const late = timers.after(WELCOME_WITHIN, () => cut(`no welcome within ${WELCOME_WITHIN} ms`))
  const heartbeat = openHeartbeat(timers, random, {
    ping: () => {
      if (ws.readyState === WebSocket.OPEN) ws.ping()
    },
    dead: () => cut('silent'),
  })

  const deal: { readonly [T in Frame['type']]: (frame: Of<T>) => void } = {
    challenge: frame => {
      if (expects !== 'challenge') return end('out-of-order', 'a second challenge')
      const hello = on.challenged(frame, { nonce, binding })
      if ('notProven' in hello) return end('console-not-proven', hello.notProven)
      expects = 'welcome'
      ws.send(JSON.stringify(hello))
    },
    welcome: frame => {
      if (expects !== 'welcome') return end('out-of-order', 'a welcome that was not due')
      expects = 'news'
      late()
      on.welcomed(frame)
    },
    acknowledged: frame => (expects === 'news' ? on.acknowledged(frame) : end('out-of-order', 'no welcome yet')),
    credit: ({ credit }) => (expects === 'news' ? on.credit(credit) : end('out-of-order', 'no welcome yet')),
    later: ({ retryAfter }) => on.later(retryAfter),
    policy: frame => (expects === 'news' ? on.policy(frame) : end('out-of-order', 'no welcome yet')),
  }
  const dealWith = <T extends Frame['type']>(frame: Of<T> & { readonly type: T }): void => deal[frame.type](frame)

  /** Whoever has not proved to be the console has refused us nothing: anybody could answer there. */
  const wordOf = (code: number): Over['word'] => {
    const word = WORDS.get(code) ?? 'lost'
    return expects !== 'challenge' || OF_ANYBODY.has(word) ? word : 'lost'
  }
  ws.on('upgrade', ({ socket }) => {
    binding = bindingOf(socket)
  })
  ws.on('open', () => {
    const opening: Opening = { type: 'opening', wire: WIRE, nonce }
    ws.send(JSON.stringify(opening))
  })
  ws.on('message', (data, binary) => {
    if (expects === 'nothing') return
    heartbeat.heard()
    const read = binary ? null : decode(FromConsole, TYPES, data.toString())
    if (read === null) end('malformed', 'binary')
    else if (!read.ok) end(read.close, read.reason)
    else dealWith(read.frame)
  })
  ws.on('ping', heartbeat.heard)
  ws.on('pong', heartbeat.heard)
  // Turned away in HTTP, before there is a connection to say anything over.
  ws.on('unexpected-response', (request, response) => {
    const seconds = Number(response.headers['retry-after'])
    if (seconds > 0) on.later(Math.min(seconds * 1_000, LIMITS.retryAfter))
    over({ word: 'lost', reason: `the console answers ${response.statusCode} instead of connecting` })
    request.destroy()
    ws.terminate()
  })
  ws.on('error', error => {
    failed = { word: error instanceof NotSecure ? 'not-secure' : 'lost', reason: visible(error.message, 256) }
  })
  ws.on('close', (code, reason) => {
    // What the other end says is text from outside, and `status` shows it.
    const said = visible(reason.toString(), 200)
    if (said === '' && failed !== null) over(failed)
    else over({ word: wordOf(code), reason: said || `closed with ${code}` })
  })

  return {
    send: text => ws.send(text),
    end,
    cut,
    stop: () =>
      new Promise(resolve => {
        over({ word: 'lost', reason: 'stopped' })
        if (ws.readyState === WebSocket.CLOSED) return resolve()
        ws.once('close', () => resolve())
        if (ws.readyState === WebSocket.CONNECTING) ws.terminate()
        else ws.close(1001)
      }),
  }
}
