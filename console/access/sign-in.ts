import { Refusal } from '../refusal.ts'
import type { ForAccess, Role, Session } from '../store/for-access.ts'
import { hashOf, newSecret, type Random } from './secret.ts'

/** How long a link waits to be used, and how long a session lasts, ms. */
export const LINK_LASTS = 24 * 3_600_000
export const SESSION_LASTS = 12 * 3_600_000

export type AccessTo = { readonly store: ForAccess; readonly now: () => number; readonly random: Random }

/** @returns the path of a link that signs in once, as `name` in `role`. */
export const newSignInLink = async (
  { store, now, random }: AccessTo,
  { name, role }: { readonly name: string; readonly role: Role },
): Promise<string> => {
  const secret = newSecret(random)
  await store.addSignInLink({ hash: hashOf(secret), name, role, expiresAt: now() + LINK_LASTS })
  return `/sign-in/${secret}`
}

/**
 * Uses a link up.
 * @returns the new session and its secret.
 * @throws Refusal `link-used` for one that is unknown, used or expired: which of them is nobody's business.
 */
export const signIn = async (
  { store, now, random }: AccessTo,
  link: string,
): Promise<{ readonly secret: string; readonly session: Session }> => {
  const secret = newSecret(random)
  const at = now()
  const opened = { hash: hashOf(secret), expiresAt: at + SESSION_LASTS }
  const session = await store.redeemSignInLink(hashOf(link), opened, at)
  if (session === null)
    throw new Refusal('link-used', 'This sign-in link was used or is too old: make another on the console host.')
  return { secret, session }
}
