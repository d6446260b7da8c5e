import { ROLES, type Role } from '../store/for-access.ts'

/** Whom a route is for: that role and those above it, or anyone at all. */
export type Permission = Role | 'anyone'

/** Who is asking. A person by session, or a program by token. */
export type Who = { readonly name: string; readonly role: Role; readonly via: 'session' | 'token' }

/** The one place that decides. */
export const may = (who: Who | null, permission: Permission): boolean =>
  permission === 'anyone' || (who !== null && ROLES.indexOf(who.role) >= ROLES.indexOf(permission))
