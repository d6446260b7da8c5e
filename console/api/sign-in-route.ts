import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import { sessionCookie } from '../access/session-cookie.ts'
import { type AccessTo, SESSION_LASTS, signIn } from '../access/sign-in.ts'
import { Refusal } from '../refusal.ts'
import { CONTENT_SECURITY_POLICY } from '../web/headers.ts'
import { USED_LINK_PAGE, USED_LINK_STYLE } from './used-link.ts'

const styleHash = createHash('sha256').update(USED_LINK_STYLE).digest('base64')
const PAGE_POLICY = CONTENT_SECURITY_POLICY.replace("style-src 'self'", `style-src 'sha256-${styleHash}'`)

/** `GET /sign-in/LINK`: a session and on to the console, once; after that, a page that says how to get another. */
export const signInRoute = (app: FastifyInstance, access: AccessTo, publicUrl: () => string): void => {
  app.route<{ Params: { link: string } }>({
    method: 'GET',
    url: '/sign-in/:link',
    // A HEAD, or a browser that loads ahead, must not use the link up.
    exposeHeadRoute: false,
    config: { for: 'anyone', rateLimit: { max: 30, timeWindow: 60_000 } },
    schema: { hide: true, params: z.strictObject({ link: z.string().max(200) }) },
    handler: async (request, reply) => {
      reply.header('cache-control', 'no-store')
      if (/prefetch|prerender/.test(String(request.headers['sec-purpose'] ?? ''))) return reply.code(204).send()
      try {
        const { secret } = await signIn(access, request.params.link)
        const options = { seconds: SESSION_LASTS / 1_000, secure: publicUrl().startsWith('https:') }
        return reply.header('set-cookie', sessionCookie(secret, options)).redirect('/', 303)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        return reply
          .code(410)
          .header('content-security-policy', PAGE_POLICY)
          .type('text/html; charset=utf-8')
          .send(USED_LINK_PAGE)
      }
    },
  })
}
