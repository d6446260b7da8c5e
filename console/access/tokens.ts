import type { ConsoleKey } from '../console-key.ts'
import { Refusal } from '../refusal.ts'
import type { NewToken, TokenRole, TokenRow } from '../store/for-access.ts'
import { hashOf, newId, newSecret } from './secret.ts'
import type { AccessTo } from './sign-in.ts'

export type TokenDraft = {
  readonly name: string
  readonly role: TokenRole
  /** ms. */
  readonly ttl: number
  /** Enrolments; null for no bound. */
  readonly uses: number | null
  readonly tags: string[]
}

/**
 * @returns the token's text, which is told this once, and what lists will show of it. That of an enrolment token is
 * `SECRET.DIGEST`: an agent that is given it knows which console it is for, and shows the secret to no other.
 */
export const createToken = async (
  { store, now, random, key }: AccessTo & { readonly key: Pick<ConsoleKey, 'digest'> },
  draft: TokenDraft,
  who: string,
): Promise<{ readonly token: string; readonly row: TokenRow }> => {
  if (draft.role !== 'enroll' && (draft.uses !== null || draft.tags.length > 0))
    throw new Refusal('bad-request', 'Only an enrolment token has uses and tags: leave them out.')
  const secret = newSecret(random)
  const at = now()
  const { name, role, uses, tags } = draft
  const row = { id: newId(random), name, role, tags, createdAt: at, createdBy: who, expiresAt: at + draft.ttl, uses }
  const stored: NewToken = { ...row, hash: hashOf(secret) }
  await store.addToken(stored, { at, who, action: 'token-created', subject: `${row.id} ${role}` })
  return { token: draft.role === 'enroll' ? `${secret}.${key.digest}` : secret, row }
}

/** @throws Refusal `not-found`. */
export const revokeToken = async ({ store, now }: AccessTo, id: string, who: string): Promise<void> => {
  const known = await store.revokeToken(id, { at: now(), who, action: 'token-revoked', subject: id })
  if (!known) throw new Refusal('not-found', 'There is no such token, or it was revoked already.')
}
