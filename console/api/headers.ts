import type { FastifyInstance } from 'fastify'
import { CONTENT_SECURITY_POLICY } from '../web/headers.ts'

export const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
}

/** On every answer, refusals included. */
export const secureHeaders = (app: FastifyInstance): void => {
  app.addHook('onRequest', async (_, reply) => {
    reply.headers(HEADERS)
  })
}
