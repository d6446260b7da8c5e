import { createPublicKey, hash, type KeyObject, sign } from 'node:crypto'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { type FormerKey, KEY_DIGEST, MOST_FORMER_KEYS, successionText } from '../protocol/handshake.ts'
import { type HeldKey, holdKey, replaceKey } from './held-key.ts'

/** Who this console is to its agents: they pin this key, and say nothing to anybody who does not hold it. */
export type ConsoleKey = {
  /** Raw Ed25519 public key, base64url: what `trust.keys` of the agents lists. */
  readonly key: string
  /** What a token carries of it. */
  readonly digest: string
  /** The keys that this one came after, the oldest first. */
  readonly formerly: readonly FormerKey[]
  /** @returns an Ed25519 signature over the text's UTF-8, base64url. */
  sign(text: string): string
}

const FILE = 'console-key.pem'
const NEXT = 'console-key-next.pem'

/**
 * Reads the key from the store's folder, or makes it there at the first start.
 * @throws KeyFault for a file that is loose or damaged; what the file system throws.
 */
export const loadConsoleKey = async (store: string): Promise<ConsoleKey> =>
  heldOf(await holdKey(path.join(store, FILE)))

/** Makes the key that is to follow, once, and leaves the one in force. @returns the one to come. */
export const prepareConsoleKey = async (store: string): Promise<ConsoleKey> =>
  heldOf(await holdKey(path.join(store, NEXT)))

/**
 * Puts the next key in force, made here where none was prepared. The one before gives its word for it, and is gone.
 * A running console goes on with the old one until it starts anew.
 * @throws KeyFault.
 */
export const renewConsoleKey = async (store: string): Promise<ConsoleKey> => {
  const older = await holdKey(path.join(store, FILE))
  const newer = await holdKey(path.join(store, NEXT))
  const { key: followed, formerly, sign: signWith } = heldOf(older)
  const { key } = heldOf(newer)
  // The power went between the two steps below, and the first is done.
  if (key === followed) {
    await rm(path.join(store, NEXT))
    return heldOf(older)
  }
  const signature = signWith(successionText('console', followed, key))
  // Of more than fit, agents that know only the oldest are told by trust.keys.
  const all = [...formerly, { key: followed, signature }].slice(-MOST_FORMER_KEYS)
  await replaceKey(path.join(store, FILE), { privateKey: newer.privateKey, formerly: all })
  await rm(path.join(store, NEXT))
  return keyOf(newer.privateKey, all)
}

const heldOf = ({ privateKey, formerly }: HeldKey): ConsoleKey => keyOf(privateKey, formerly)

/** For tests and for what needs no file: a console of its own. */
export const keyOf = (privateKey: KeyObject, formerly: readonly FormerKey[]): ConsoleKey => {
  const key = createPublicKey(privateKey).export({ format: 'jwk' }).x ?? ''
  return {
    key,
    digest: hash('sha256', Buffer.from(key, 'base64url'), 'base64url').slice(0, KEY_DIGEST),
    formerly,
    sign: text => sign(null, Buffer.from(text), privateKey).toString('base64url'),
  }
}
