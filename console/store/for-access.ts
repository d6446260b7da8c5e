import type { Asked, Page } from './page.ts'

/** Ordered: a later one may do all that an earlier one may. */
export const ROLES = ['viewer', 'operator', 'admin'] as const
export type Role = (typeof ROLES)[number]
/** What a token may stand for; `enroll` opens enrolment and nothing else. */
export const TOKEN_ROLES = [...ROLES, 'enroll'] as const
export type TokenRole = (typeof TOKEN_ROLES)[number]

/** An audit row before it has an id. `who` is a person's or token's name; `subject` what it was done to. */
export type Audited = {
  readonly at: number
  readonly who: string
  readonly action:
    | 'signed-in'
    | 'signed-out'
    | 'token-created'
    | 'token-revoked'
    | 'device-enrolled'
    | 'device-key-renewed'
    | 'device-viewed'
    | 'devices-exported'
    | 'detections-exported'
    | 'device-approved'
    | 'device-revoked'
    | 'device-replaced'
    | 'policy-published'
  readonly subject: string
}
export type AuditRow = Audited & { readonly id: number }

/** `hash` is the SHA-256 of the token's text, 64 hex digits; the text itself is never stored. */
export type NewToken = {
  readonly id: string
  readonly name: string
  readonly role: TokenRole
  readonly hash: string
  readonly tags: string[]
  readonly createdAt: number
  readonly createdBy: string
  readonly expiresAt: number
  /** Enrolments left; null for no bound. */
  readonly uses: number | null
}
/** Never holds the hash: what can be listed could be guessed by sorting. */
export type TokenRow = Omit<NewToken, 'hash'>
/** `devices` that enrolled with it. */
export type ListedToken = TokenRow & { readonly devices: number }

export type Session = { readonly name: string; readonly role: Role; readonly expiresAt: number }

export type ForAccess = {
  addToken(token: NewToken, audited: Audited): Promise<void>
  /** @returns the token with this hash unless it is expired or revoked. */
  tokenByHash(hash: string, now: number): Promise<TokenRow | null>
  /** Newest first; revoked ones are gone. */
  tokens(asked: Asked): Promise<Page<ListedToken>>
  /** @returns false where there is no such token. */
  revokeToken(id: string, audited: Audited): Promise<boolean>

  /** A one-time link: whoever redeems it is `name` in `role`. */
  addSignInLink(link: { hash: string; name: string; role: Role; expiresAt: number }): Promise<void>
  /**
   * Uses a link up and opens a session, in one transaction: of two at once, one wins.
   * @returns the session, or null for a link that is unknown, used or expired.
   */
  redeemSignInLink(hash: string, session: { hash: string; expiresAt: number }, now: number): Promise<Session | null>
  session(hash: string, now: number): Promise<Session | null>
  endSession(hash: string, audited: Audited): Promise<void>

  audit(row: Audited): Promise<void>
  /** Newest first. */
  auditRows(asked: Asked): Promise<Page<AuditRow>>
}
