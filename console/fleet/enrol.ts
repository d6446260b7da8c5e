import { createHash } from 'node:crypto'
import type { EnrolmentAnswer, EnrolmentAsked, EnrolmentOpened, RenewalAsked } from '../../protocol/enrolment.ts'
import { enrolmentText, enrolOpeningText, lineOf, renewalText } from '../../protocol/handshake.ts'
import { WIRE, wiresInWords } from '../../protocol/wire.ts'
import type { ConsoleKey } from '../console-key.ts'
import { Refusal } from '../refusal.ts'
import { signedBy } from '../signed-by.ts'
import type { Enrolment, ForFleet, Renewal } from '../store/for-fleet.ts'
import { deviceIdOf } from './device-id.ts'

type Enrolling = {
  readonly store: Pick<ForFleet, 'enrol' | 'renewKey'>
  readonly key: ConsoleKey
  readonly now: () => number
}

const BECAUSE: Record<Extract<Enrolment, { is: 'refused' }>['because'], string> = {
  'unknown-token': 'There is no such enrolment token: ask IT for a new one.',
  expired: 'This enrolment token is too old: ask IT for a new one.',
  'used-up': 'This enrolment token has been used as often as it may be: ask IT for a new one.',
  'another-key': 'This device is enrolled with another key: remove the key of this one, so that it enrols as itself.',
  revoked: 'An admin has ended the enrolment of this device: ask IT to approve it again.',
}
const NOT_RENEWED: Record<Extract<Renewal, { is: 'refused' }>['because'], string> = {
  'unknown-device': 'No such device is enrolled here: enrol it with a token.',
  'another-key': 'The key that is held of this device is not among the former ones: enrol it anew with a token.',
  revoked: 'An admin has ended the enrolment of this device: ask IT to approve it again.',
}

/** @throws Refusal `unsupported` for TLS that cannot be bound: below 1.3. */
const bound = (binding: string | null): string => {
  if (binding === null) throw new Refusal('unsupported', 'Enrolment needs TLS 1.3: bring the client up to date.')
  return binding
}

/** Proves who this console is, before a token is shown to it. @throws Refusal for another version of the wire. */
export const openEnrolment = (
  { key: own }: Pick<Enrolling, 'key'>,
  { wire, nonce }: { readonly wire: number; readonly nonce: string },
  binding: string | null,
): EnrolmentOpened => {
  if (wire !== WIRE) throw new Refusal('unsupported', `Versions differ: ${wiresInWords(WIRE, wire)}.`)
  const { key, formerly } = own
  const signature = own.sign(enrolOpeningText(nonce, key, bound(binding)))
  return { wire: WIRE, key, formerly: [...formerly], signature }
}

/**
 * Exchanges a token for a device's key. The same key is the same device, however often it asks.
 * @throws Refusal `proof-refused` where the key did not sign this, here; `token-refused` with the reason.
 */
export const enrol = async (
  { store, key, now }: Enrolling,
  { token, publicKey, formerly, signature }: EnrolmentAsked,
  binding: string | null,
): Promise<EnrolmentAnswer> => {
  if (!signedBy(publicKey, enrolmentText(token, publicKey, key.key, bound(binding)), signature))
    throw new Refusal('proof-refused', 'The signature is not by this public key: sign the enrolment text with it.')
  const line = lineOf('device', publicKey, formerly, signedBy)
  const device = deviceIdOf(line.at(-1) ?? publicKey)
  const at = now()
  const tokenHash = createHash('sha256').update(token).digest('hex')
  const enrolment = await store.enrol(
    { id: device, publicKey, formerKeys: line.slice(1), enrolledAt: at, tokenHash },
    { at, who: 'enrolment', action: 'device-enrolled', subject: device },
  )
  if (enrolment.is === 'refused') throw new Refusal('token-refused', BECAUSE[enrolment.because])
  return { device }
}

/**
 * A device that is enrolled has a new key, for which the one that is held has given its word. It stays the same device.
 * @throws Refusal `proof-refused`.
 */
export const renewKey = async (
  { store, key, now }: Enrolling,
  { device, publicKey, formerly, signature }: RenewalAsked,
  binding: string | null,
): Promise<EnrolmentAnswer> => {
  const line = lineOf('device', publicKey, formerly, signedBy)
  const proven =
    signedBy(publicKey, renewalText(device, publicKey, key.key, bound(binding)), signature) &&
    deviceIdOf(line.at(-1) ?? publicKey) === device
  if (!proven) throw new Refusal('proof-refused', 'The keys do not lead from this device to the new one.')
  const renewal = await store.renewKey(
    { id: device, publicKey, formerKeys: line.slice(1) },
    { at: now(), who: 'enrolment', action: 'device-key-renewed', subject: device },
  )
  if (renewal.is === 'refused') throw new Refusal('proof-refused', NOT_RENEWED[renewal.because])
  return { device }
}
