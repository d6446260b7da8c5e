import type { IncomingHttpHeaders } from 'node:http'

/** Names of this machine to itself, as addresses of pages spell them and as `listen` does. */
export const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]', '::1']

/** @returns the origins that this console's own pages have: its public address, and on loopback every name of it. */
export const ownOrigins = (publicUrl: string): ReadonlySet<string> => {
  const { origin, hostname, protocol, port } = new URL(publicUrl)
  const names = LOOPBACK.includes(hostname) ? LOOPBACK.slice(0, 3) : []
  return new Set([origin, ...names.map(name => `${protocol}//${name}${port === '' ? '' : `:${port}`}`)])
}

/**
 * Whether a request that changes something, or opens a socket, came from another site. A browser always says its origin
 * with those; a program with a token says none and carries no cookie that a page could borrow.
 */
export const isCrossSite = (
  headers: Pick<IncomingHttpHeaders, 'origin' | 'cookie'>,
  own: ReadonlySet<string>,
): boolean => (headers.origin === undefined ? headers.cookie !== undefined : !own.has(headers.origin))
