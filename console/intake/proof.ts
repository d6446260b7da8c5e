import { randomBytes } from 'node:crypto'
import type { Challenge, Hello, Opening } from '../../protocol/frames.ts'
import { challengeText, helloText } from '../../protocol/handshake.ts'
import { WIRE } from '../../protocol/wire.ts'
import type { ConsoleKey } from '../console-key.ts'
import { signedBy } from '../signed-by.ts'

/** What both ends have said on one connection before anybody is known. */
export type Challenged = {
  readonly challenge: Challenge
  /**
   * @param key raw Ed25519 public key, base64url, as it was enrolled.
   * @returns whether its holder answered this challenge, on this connection.
   */
  proves(key: string, hello: Pick<Hello, 'device' | 'signature'>): boolean
}

/**
 * Answers an opening with a proof of our own key: over the agent's nonce, so it is not an old one, and over the binding,
 * so it is of no use to whoever passes it on over a connection of his.
 */
export const challengeTo = (console: ConsoleKey, opening: Opening, binding: string): Challenged => {
  const nonce = randomBytes(32).toString('base64url')
  const { key, formerly } = console
  const signature = console.sign(challengeText(opening.nonce, nonce, key, binding))
  return {
    challenge: { type: 'challenge', wire: WIRE, nonce, key, formerly: [...formerly], signature },
    proves: (deviceKey, { device, signature: by }) =>
      signedBy(deviceKey, helloText(nonce, opening.nonce, device, key, binding), by),
  }
}
