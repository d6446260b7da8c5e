import { fastifyCookie as cookies } from '@fastify/cookie'

export const SESSION_COOKIE = 'waymark_session'

/** @param header the request's `Cookie`. @returns the session's secret, null without one. */
export const sessionSecret = (header: string | undefined): string | null => {
  const secret = header === undefined ? undefined : cookies.parse(header)[SESSION_COOKIE]
  return secret !== undefined && /^[A-Za-z0-9_-]{43}$/.test(secret) ? secret : null
}

/** A `Set-Cookie`. Lax, so that a link in a mail finds the session; state changes ask for the origin besides. */
export const sessionCookie = (secret: string, options: { seconds: number; secure: boolean }): string =>
  cookies.serialize(SESSION_COOKIE, secret, {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    maxAge: options.seconds,
    secure: options.secure,
  })
