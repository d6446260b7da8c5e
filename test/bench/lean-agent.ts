import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign, verify } from 'node:crypto'
import { createSecureContext, type SecureContext } from 'node:tls'
import { WebSocket } from 'ws'
import { bindingOf } from '../../protocol/binding.ts'
import type { Head } from '../../protocol/entry.ts'
import type { Challenge, FromConsole, Welcome } from '../../protocol/frames.ts'
import { challengeText, helloText } from '../../protocol/handshake.ts'
import { WIRE } from '../../protocol/wire.ts'
import type { BenchDevice } from './bench-devices.ts'

/** An agent of which only the protocol is left: real keys, nonces, proofs and TLS, no ledger, no settings. */

export type LeanOptions = {
  readonly url: string
  /** PEM of the authority that the console's certificate is of. */
  readonly ca: string
  /** The console's raw Ed25519 public key, base64url, as it would be pinned. */
  readonly consoleKey: string
  readonly device: BenchDevice
  readonly head: Head
  /** An address of the loopback network to come from: one has no more than 28,000 ports. */
  readonly from?: string
  readonly welcomed: (welcome: Welcome, agent: LeanAgent) => void
  readonly frame: (frame: FromConsole, agent: LeanAgent) => void
  /** Once. `retryAfter` ms, where the console named a time. */
  readonly over: (why: string, retryAfter: number | null) => void
}

export type LeanAgent = { send(text: string): void; end(): void }

const keys = new Map<string, KeyObject>()
const privateKeyOf = (device: BenchDevice): KeyObject => {
  const known = keys.get(device.id)
  if (known !== undefined) return known
  const made = createPrivateKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: device.publicKey, d: device.secret },
    format: 'jwk',
  })
  keys.set(device.id, made)
  return made
}

let pinned: { readonly raw: string; readonly key: KeyObject } | null = null
const consoleKeyOf = (raw: string): KeyObject => {
  if (pinned?.raw !== raw)
    pinned = { raw, key: createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw }, format: 'jwk' }) }
  return pinned.key
}

/** An authority is read once, not by each of thousands. */
let trusted: { readonly ca: string; readonly context: SecureContext } | null = null
const contextOf = (ca: string): SecureContext => {
  if (trusted?.ca !== ca) trusted = { ca, context: createSecureContext({ ca, minVersion: 'TLSv1.3' }) }
  return trusted.context
}

export const connectLean = (options: LeanOptions): LeanAgent => {
  const { device } = options
  const nonce = randomBytes(32).toString('base64url')
  // `secureContext` is a word of node:tls, to which ws hands its options.
  const tls = {
    secureContext: contextOf(options.ca),
    perMessageDeflate: false,
    handshakeTimeout: 15_000,
    ...(options.from === undefined ? {} : { localAddress: options.from }),
  }
  const ws = new WebSocket(options.url, tls)
  let binding = ''
  let retryAfter: number | null = null
  let failed = ''
  const agent: LeanAgent = { send: text => ws.send(text), end: () => ws.terminate() }

  const answer = (challenge: Challenge): void => {
    const said = Buffer.from(challengeText(nonce, challenge.nonce, challenge.key, binding))
    const holds = verify(null, said, consoleKeyOf(options.consoleKey), Buffer.from(challenge.signature, 'base64url'))
    if (challenge.key !== options.consoleKey || !holds) {
      failed = 'the console is not proven'
      ws.terminate()
      return
    }
    const text = helloText(challenge.nonce, nonce, device.id, challenge.key, binding)
    ws.send(
      JSON.stringify({
        type: 'hello',
        wire: WIRE,
        device: device.id,
        signature: sign(null, Buffer.from(text), privateKeyOf(device)).toString('base64url'),
        agent: '0.1.0',
        head: options.head,
        serial: 0,
        clock: Date.now(),
      }),
    )
  }
  ws.on('upgrade', response => {
    binding = bindingOf(response.socket) ?? ''
  })
  ws.on('open', () => ws.send(JSON.stringify({ type: 'opening', wire: WIRE, nonce })))
  ws.on('message', data => {
    const frame = JSON.parse(data.toString()) as FromConsole
    if (frame.type === 'challenge') answer(frame)
    else if (frame.type === 'welcome') options.welcomed(frame, agent)
    else if (frame.type === 'later') retryAfter = frame.retryAfter
    else options.frame(frame, agent)
  })
  ws.on('unexpected-response', (request, response) => {
    const header = Number(response.headers['retry-after'])
    retryAfter = Number.isFinite(header) ? header * 1_000 : null
    failed = `HTTP ${response.statusCode}`
    request.destroy()
    ws.terminate()
  })
  ws.on('error', error => {
    failed ||= error.message
  })
  ws.on('close', (code, reason) => options.over(failed || `${code} ${reason.toString()}`, retryAfter))
  return agent
}
