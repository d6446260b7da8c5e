import * as z from 'zod/mini'

/**
 * What both ends sign before anything is said. Each text begins with a line of its own, so that a signature is of use
 * nowhere else, and holds fields that know no line break, so that it can be read in one way only.
 * `binding` is that of the connection (`binding.ts`): who terminates TLS in between has two of them, and no signature
 * for his own.
 */

/** 32 bytes, base64url. */
const Bytes32 = z.string().check(z.regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/))
export const Nonce = Bytes32
/** A raw Ed25519 public key. */
export const PublicKey = Bytes32
/** Ed25519, 64 bytes, base64url. */
export const Signature = z.string().check(z.regex(/^[A-Za-z0-9_-]{85}[AQgw]$/))
/** Of a key: the first 22 base64url characters of its SHA-256. */
export const KEY_DIGEST = 22

/** Keys that one key may have come after. */
export const MOST_FORMER_KEYS = 8
/** A key that was in use before, and its word for the key that came after it (`successionText`). */
export const FormerKey = z.strictObject({ key: PublicKey, signature: Signature })
export type FormerKey = z.infer<typeof FormerKey>
/** The oldest first. */
export const FormerKeys = z.array(FormerKey).check(z.maxLength(MOST_FORMER_KEYS))

export type KeyOf = 'console' | 'device'

/** The console, over both nonces: it holds `key`, and has no other connection than this one in mind. */
export const challengeText = (agentNonce: string, consoleNonce: string, key: string, binding: string): string =>
  ['waymark console challenge', agentNonce, consoleNonce, key, binding].join('\n')

/** The device, to the console whose key it has just checked. */
export const helloText = (
  consoleNonce: string,
  agentNonce: string,
  device: string,
  consoleKey: string,
  binding: string,
): string => ['waymark agent hello', consoleNonce, agentNonce, device, consoleKey, binding].join('\n')

/** The console, before a token is shown to it. */
export const enrolOpeningText = (agentNonce: string, key: string, binding: string): string =>
  ['waymark enrolment opening', agentNonce, key, binding].join('\n')

/** The device's key, for a token. */
export const enrolmentText = (token: string, publicKey: string, consoleKey: string, binding: string): string =>
  ['waymark enrolment', token, publicKey, consoleKey, binding].join('\n')

/** The device's new key, for a device that is enrolled. */
export const renewalText = (device: string, publicKey: string, consoleKey: string, binding: string): string =>
  ['waymark key renewal', device, publicKey, consoleKey, binding].join('\n')

/** The older of two keys, of the one that comes after it. It holds for ever, and towards everybody. */
export const successionText = (of: KeyOf, older: string, newer: string): string =>
  ['waymark succession', of, older, newer].join('\n')

/** @returns whether the holder of `key` signed `text`; never throws. Handed in, for this room has no cryptography. */
export type Verify = (key: string, text: string, signature: string) => boolean

/**
 * The keys that speak for `key`: itself, and those before it, back to where a signature does not hold.
 * @returns newest first.
 */
export const lineOf = (of: KeyOf, key: string, formerly: readonly FormerKey[], verify: Verify): string[] => {
  const line = [key]
  let newer = key
  for (const former of formerly.toReversed()) {
    if (!verify(former.key, successionText(of, former.key, newer), former.signature)) break
    line.push(former.key)
    newer = former.key
  }
  return line
}
