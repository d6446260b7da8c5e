import { hostname, networkInterfaces } from 'node:os'
import { Server } from 'node:tls'
import { type Certificate, readPair } from './certificate.ts'
import { readFiles, type TlsFiles } from './files.ts'
import { endingOf, type FreshLog, openFresh } from './fresh.ts'
import { openMade } from './made.ts'
import type { Pair } from './make-certificate.ts'
import { isLoopback, ownNames } from './own-names.ts'
import { contextOf } from './speak.ts'

/** Whoever replaced the files waits no longer, ms. */
const READ_EVERY = 10_000

export type Tls = {
  /** What the server begins with. */
  readonly pair: Pair
  /** Whether the certificate is the company's, which browsers trust by themselves. */
  readonly company: boolean
  /** Of the console's own authority, where it made its certificate itself. */
  readonly caFile: string | null
  /** A sentence where the certificate ends soon or has ended. */
  readonly ending: () => string | null
  /** Keeps the certificate of this server fresh from now on. */
  readonly follow: (server: object, log: FreshLog) => { readonly check: () => Promise<void>; readonly stop: () => void }
}

export type TlsSettings = {
  readonly host: string
  readonly publicUrl: string | null
  readonly store: string
  readonly tls: TlsFiles | null
}

/**
 * Reads the company's certificate, or makes one where others than this machine can reach the console.
 * @returns null for plain http, which stays on this machine.
 * @throws BadCertificate.
 */
export const openTls = async (settings: TlsSettings, now: () => number): Promise<Tls | null> => {
  const { tls, host, publicUrl, store } = settings
  if (tls === null && isLoopback(host)) return null
  const names = ownNames({ host, publicUrl, hostname: hostname(), interfaces: networkInterfaces() })
  const source = tls === null ? await openMade(store, names, now) : { caFile: null, current: () => readFiles(tls) }
  const first = readPair(await source.current())
  let current = (): Certificate => first
  return {
    pair: first.pair,
    company: tls !== null,
    caFile: source.caFile,
    ending: () => endingOf(current(), now()),
    follow: (server, log) => {
      const use = (pair: Pair): void => {
        if (server instanceof Server) server.setSecureContext(contextOf(pair))
      }
      const fresh = openFresh({ first, read: source.current, use, now, log })
      current = fresh.current
      const timer = setInterval(() => void fresh.check(), READ_EVERY)
      return { check: fresh.check, stop: () => clearInterval(timer) }
    },
  }
}
