import { hash } from 'node:crypto'
import { type FormerKey, KEY_DIGEST, lineOf } from '../../protocol/handshake.ts'
import { signedBy } from './signed-by.ts'

/** What is known of the console before it has said anything. Keys are raw Ed25519 public keys, base64url. */
export type Trust =
  /** Set by IT: these keys and no others. */
  | { readonly is: 'listed'; readonly keys: readonly string[] }
  /** Met before: that key, or one that came after it by its own word. */
  | { readonly is: 'remembered'; readonly key: string }
  /** Of the token: the key with that digest, or one that came after it. */
  | { readonly is: 'digest'; readonly digest: string }
  /** Nothing: whoever answers, this once. */
  | { readonly is: 'first-use' }

/** Who it says it is. */
export type Offered = { readonly key: string; readonly formerly: readonly FormerKey[]; readonly signature: string }

export type Judged = { readonly ok: true } | { readonly ok: false; readonly reason: string }

/**
 * Whether what answers is the console that is trusted, and at the other end of this very connection.
 * @param binding of our end; null where the connection cannot be bound.
 * @param text what it has to have signed, given the binding.
 */
export const judgeConsole = (
  trust: Trust,
  offered: Offered,
  binding: string | null,
  text: (binding: string) => string,
): Judged => {
  const refuse = (reason: string): Judged => ({ ok: false, reason })
  if (binding === null) return refuse('the connection is older than TLS 1.3, and nobody can prove themselves over it')
  const { key, formerly, signature } = offered
  if (!trusted(trust, key, formerly)) return refuse(`it holds the key ${key}, ${KNOWN[trust.is]}`)
  if (signedBy(key, text(binding), signature)) return { ok: true }
  return refuse(
    binding === ''
      ? 'its signature does not hold'
      : 'something between this machine and the console reads the connection: exempt the console from TLS inspection',
  )
}

const KNOWN: Record<Trust['is'], string> = {
  listed: 'which trust.keys does not list',
  remembered: 'which is not the one that this device enrolled with',
  digest: 'which is not the one that the enrolment token is for',
  'first-use': '',
}

const trusted = (trust: Trust, key: string, formerly: readonly FormerKey[]): boolean => {
  if (trust.is === 'first-use') return true
  // Who lists keys says exactly which: it is also the way to be rid of one that was stolen.
  if (trust.is === 'listed') return trust.keys.includes(key)
  const line = lineOf('console', key, formerly, signedBy)
  return trust.is === 'remembered' ? line.includes(trust.key) : line.some(one => digestOf(one) === trust.digest)
}

/** @returns as a token carries it. */
export const digestOf = (key: string): string =>
  hash('sha256', Buffer.from(key, 'base64url'), 'base64url').slice(0, KEY_DIGEST)
