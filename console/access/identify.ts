import type { IncomingHttpHeaders } from 'node:http'
import type { ForAccess } from '../store/for-access.ts'
import type { Who } from './permission.ts'
import { hashOf } from './secret.ts'
import { sessionSecret } from './session-cookie.ts'

const BEARER = /^Bearer ([A-Za-z0-9_-]{43})$/i

/** Who sent these headers: by token where there is one, else by session. An enrolment token is nobody. */
export const identify = async (
  store: Pick<ForAccess, 'tokenByHash' | 'session'>,
  { authorization, cookie }: Pick<IncomingHttpHeaders, 'authorization' | 'cookie'>,
  now: number,
): Promise<Who | null> => {
  if (authorization !== undefined) {
    const secret = BEARER.exec(authorization)?.[1]
    const token = secret === undefined ? null : await store.tokenByHash(hashOf(secret), now)
    if (token === null || token.role === 'enroll') return null
    return { name: token.name, role: token.role, via: 'token' }
  }
  const secret = sessionSecret(cookie)
  const session = secret === null ? null : await store.session(hashOf(secret), now)
  return session === null ? null : { name: session.name, role: session.role, via: 'session' }
}
