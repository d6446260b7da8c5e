import type { FastifyInstance } from 'fastify'
import { identify } from '../access/identify.ts'
import { isCrossSite } from '../access/origin.ts'
import { may, type Permission, type Who } from '../access/permission.ts'
import { Refusal } from '../refusal.ts'
import type { ForAccess } from '../store/for-access.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whom the route is for. A route without it does not start. */
    for?: Permission
  }
  interface FastifyRequest {
    who: Who | null
  }
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

export type GuardOptions = {
  readonly store: Pick<ForAccess, 'tokenByHash' | 'session'>
  readonly now: () => number
  readonly origins: () => ReadonlySet<string>
}

/**
 * Denies by default: every request is somebody's, and every route says whom it is for.
 * @throws Error on registering a route that does not say it.
 */
export const guard = (app: FastifyInstance, { store, now, origins }: GuardOptions): void => {
  app.decorateRequest('who', null)
  app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.for === undefined) throw new Error(`${String(method)} ${url} does not say whom it is for`)
  })
  app.addHook('onRequest', async request => {
    if (request.is404) return
    const permission = request.routeOptions.config.for ?? 'admin'
    if (!SAFE.has(request.method) && isCrossSite(request.headers, origins()))
      throw new Refusal('cross-site', "This has to come from the console's own pages, or from a program with a token.")
    request.who = await identify(store, request.headers, now())
    if (may(request.who, permission)) return
    if (request.who === null)
      throw new Refusal('not-signed-in', 'Sign in by a link, or send Authorization: Bearer with a token.')
    throw new Refusal('not-allowed', `This takes the role ${permission}; yours is ${request.who.role}: ask an admin.`)
  })
}
