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

/** With a certificate that browsers trust: whoever was here once comes by https alone, for a year. */
export const STRICT_TRANSPORT = { 'strict-transport-security': 'max-age=31536000' }

/** On every answer, refusals included. */
export const secureHeaders = (app: FastifyInstance, headers: Readonly<Record<string, string>>): void => {
  app.addHook('onRequest', async (_, reply) => {
    reply.headers(headers)
  })
}
