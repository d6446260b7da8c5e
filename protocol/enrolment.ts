import * as z from 'zod/mini'
import { DeviceId } from './fields.ts'

/** `POST /api/v1/enroll`: a token is exchanged once for the device's key. */
export const EnrolmentAsked = z.strictObject({
  /** As `token create` prints it. */
  token: z.string().check(z.regex(/^[\x21-\x7e]{1,512}$/)),
  /** Raw Ed25519 public key, 32 bytes, base64url. */
  publicKey: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)),
  /** Ed25519 over `enrolmentText`, base64url: whoever asks holds the key. */
  signature: z.string().check(z.regex(/^[A-Za-z0-9_-]{86}$/)),
})
export type EnrolmentAsked = z.infer<typeof EnrolmentAsked>

export const EnrolmentAnswer = z.strictObject({ device: DeviceId })
export type EnrolmentAnswer = z.infer<typeof EnrolmentAnswer>

/** What the key signs. Its first line keeps a signature from being of use anywhere else, such as in a hello. */
export const enrolmentText = (token: string, publicKey: string): string => `waymark enrolment\n${token}\n${publicKey}`
