import { isIP, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect, createSecureContext, type TLSSocket } from 'node:tls'
import type { Platform } from '../../policies/decide/words.ts'
import { readAuthorities } from './authorities.ts'
import { type CertificateSeen, certificatesOf } from './certificate-seen.ts'
import { NotSecure } from './not-secure.ts'
import { proxyFor } from './proxy-for.ts'
import { systemAuthorities } from './system-authorities.ts'
import { tlsInWords } from './tls-words.ts'
import { openTunnel } from './tunnel.ts'

/** As `ws` and `node:https` take it: `createConnection`. */
export type Dial = (options: unknown, done: (error: Error | null, socket: Duplex) => void) => undefined

export type DialOptions = {
  readonly console: URL
  /** Whether it is on this machine. */
  readonly near: boolean
  /** `trust.ca`; null for whom the system trusts. */
  readonly ca: string | null
  /** Of the agent: `HTTPS_PROXY`, `NO_PROXY`, `SSL_CERT_FILE`. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: Platform
  readonly now: () => number
}

/** From the first packet to the end of the handshake, ms. */
const WITHIN = 15_000

/**
 * How a secure connection to the console is made: past or through the proxy, TLS 1.3, by the authorities of the settings.
 * Every failure is an Error whose message is a sentence; `NotSecure` where trust is what lacks.
 * @returns null where plain http stays on this machine.
 */
export const openDial = (options: DialOptions): Dial | null =>
  options.console.protocol === 'https:'
    ? (_, done) => {
        reach(options).then(
          socket => done(null, socket),
          // Of a failure `ws` and `node:https` read no socket.
          (error: Error) => done(error, undefined as unknown as Duplex),
        )
      }
    : null

const reach = async (options: DialOptions): Promise<TLSSocket> => {
  const { console, near, env, platform, now } = options
  const host = console.hostname.replace(/^\[|\]$/g, '')
  const port = Number(console.port || 443)
  const { ca, from } = await readAuthorities(options.ca, platform, env)
  const chosen = proxyFor(console, near, env)
  if (chosen.is === 'unusable') throw new Error(chosen.reason)
  const tunnel =
    chosen.is === 'proxy'
      ? await openTunnel(chosen.proxy, { host, port }, WITHIN, () => systemAuthorities[platform](env))
      : null
  const failed = (error: NodeJS.ErrnoException, seen: readonly CertificateSeen[]): Error => {
    const { code = '', message } = error
    const words = tlsInWords({ code, message, host, seen, from, now: now() })
    return words === null ? error : new NotSecure(words)
  }
  return handshake(host, port, ca, tunnel, failed)
}

const handshake = (
  host: string,
  port: number,
  ca: string | string[],
  tunnel: Socket | null,
  failed: (error: Error, seen: readonly CertificateSeen[]) => Error,
): Promise<TLSSocket> => {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>()
  let seen: readonly CertificateSeen[] = []
  const socket = connect({
    host,
    port,
    ...(tunnel === null ? {} : { socket: tunnel }),
    servername: isIP(host) === 0 ? host : '',
    // Made here, for the socket would keep the text of all authorities as long as it lives.
    secureContext: createSecureContext({ ca, minVersion: 'TLSv1.3' }),
    ALPNProtocols: ['http/1.1'],
  })
  // Who is done with us meanwhile need not wait for a connection that nobody wants.
  socket.unref()
  const late = setTimeout(() => socket.destroy(new Error(`no connection to ${host} within ${WITHIN} ms`)), WITHIN)
  late.unref()
  const onError = (error: Error): void => reject(failed(error, seen))
  socket.prependOnceListener('secure', () => {
    seen = certificatesOf(socket)
  })
  socket.once('error', onError)
  socket.once('secureConnect', () => {
    clearTimeout(late)
    socket.off('error', onError)
    seen = []
    tunnel?.ref()
    socket.ref()
    resolve(socket)
  })
  socket.once('close', () => {
    clearTimeout(late)
    reject(new Error(`${host} closed the connection before it was secure`))
  })
  return promise
}
