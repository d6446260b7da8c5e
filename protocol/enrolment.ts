import * as z from 'zod/mini'
import { DeviceId } from './fields.ts'
import { FormerKeys, Nonce, PublicKey, Signature } from './handshake.ts'

/**
 * `POST /api/v1/enroll`, two or more on one connection: `open` first, and only a console that has proved itself is
 * asked. What is signed stands in `handshake.ts`.
 */

/** Who are you? Nothing about the device. */
const Opening = z.strictObject({ step: z.literal('open'), wire: z.int(), nonce: Nonce })

/** A token is exchanged once for the device's key. `formerly` where that key is not its first. */
const Asked = z.strictObject({
  step: z.literal('ask'),
  /** The secret of the token, without the digest that `token create` prints behind it. */
  token: z.string().check(z.regex(/^[\x21-\x7e]{1,512}$/)),
  publicKey: PublicKey,
  formerly: FormerKeys,
  /** Over `enrolmentText`: whoever asks holds the key. */
  signature: Signature,
})

/** A device that is enrolled has a new key; the one that is held has to be among the former ones. */
const Renewal = z.strictObject({
  step: z.literal('renew'),
  device: DeviceId,
  publicKey: PublicKey,
  formerly: FormerKeys.check(z.minLength(1)),
  /** By the new key, over `renewalText`. */
  signature: Signature,
})

export const EnrolmentStep = z.discriminatedUnion('step', [Opening, Asked, Renewal])
export type EnrolmentStep = z.infer<typeof EnrolmentStep>
export type EnrolmentAsked = z.infer<typeof Asked>
export type RenewalAsked = z.infer<typeof Renewal>

/** `signature` over `enrolOpeningText`. */
export const EnrolmentOpened = z.strictObject({
  wire: z.int(),
  key: PublicKey,
  formerly: FormerKeys,
  signature: Signature,
})
export type EnrolmentOpened = z.infer<typeof EnrolmentOpened>

export const EnrolmentAnswer = z.strictObject({ device: DeviceId })
export type EnrolmentAnswer = z.infer<typeof EnrolmentAnswer>

/** A token as it is printed: the secret, and which console it is for (`KEY_DIGEST` of its key). */
const PRINTED = /^([^.]+)\.([A-Za-z0-9_-]{22})$/

/** @returns null for a text that has a dot and is no token: damaged, not one of before digests. */
export const tokenParts = (printed: string): { readonly secret: string; readonly digest: string | null } | null => {
  const [, secret, digest] = PRINTED.exec(printed) ?? []
  if (secret !== undefined && digest !== undefined) return { secret, digest }
  return printed.includes('.') ? null : { secret: printed, digest: null }
}
