export const SESSION_COOKIE = 'waymark_session'

const PAIR = new RegExp(`(?:^|;\\s*)${SESSION_COOKIE}=([A-Za-z0-9_-]{43})(?:;|$)`)

/** @param header the request's `Cookie`. @returns the session's secret, null without one. */
export const sessionSecret = (header: string | undefined): string | null => PAIR.exec(header ?? '')?.[1] ?? null

/**
 * A `Set-Cookie`. Lax, so that a link in a mail finds the session; state changes ask for the origin besides.
 * @param secret base64url, so that nothing in it needs an escape.
 */
export const sessionCookie = (secret: string, options: { seconds: number; secure: boolean }): string =>
  [
    `${SESSION_COOKIE}=${secret}`,
    `Max-Age=${options.seconds}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    ...(options.secure ? ['Secure'] : []),
  ].join('; ')
