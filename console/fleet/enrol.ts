import { createHash, createPublicKey, verify } from 'node:crypto'
import { type EnrolmentAnswer, type EnrolmentAsked, enrolmentText } from '../../protocol/enrolment.ts'
import { Refusal } from '../refusal.ts'
import type { Enrolment, ForFleet } from '../store/for-fleet.ts'
import { deviceIdOf } from './device-id.ts'

const BECAUSE: Record<Extract<Enrolment, { is: 'refused' }>['because'], string> = {
  'unknown-token': 'There is no such enrolment token: ask IT for a new one.',
  expired: 'This enrolment token is too old: ask IT for a new one.',
  'used-up': 'This enrolment token has been used as often as it may be: ask IT for a new one.',
}

/**
 * Exchanges a token for a device's key. The same key is the same device, however often it asks.
 * @throws Refusal `proof-refused` where the key did not sign, `token-refused` with the reason.
 */
export const enrol = async (
  { store, now }: { readonly store: Pick<ForFleet, 'enrol'>; readonly now: () => number },
  asked: EnrolmentAsked,
): Promise<EnrolmentAnswer> => {
  if (!signedByItsKey(asked))
    throw new Refusal('proof-refused', 'The signature is not by this public key: sign the enrolment text with it.')
  const device = deviceIdOf(asked.publicKey)
  const at = now()
  const tokenHash = createHash('sha256').update(asked.token).digest('hex')
  const enrolment = await store.enrol(
    { id: device, publicKey: asked.publicKey, enrolledAt: at, tokenHash },
    { at, who: 'enrolment', action: 'device-enrolled', subject: device },
  )
  if (enrolment.is === 'refused') throw new Refusal('token-refused', BECAUSE[enrolment.because])
  return { device }
}

const signedByItsKey = ({ token, publicKey, signature }: EnrolmentAsked): boolean => {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
    return verify(null, Buffer.from(enrolmentText(token, publicKey)), key, Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}
