import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance, type FastifyServerOptions, LogController } from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { ownOrigins } from '../access/origin.ts'
import { Refusal } from '../refusal.ts'
import type { Tls } from '../tls/open-tls.ts'
import { contextOf, HANDSHAKE_WITHIN } from '../tls/speak.ts'
import { csvRoutes } from './csv-routes.ts'
import { guard } from './guard.ts'
import { HEADERS, STRICT_TRANSPORT, secureHeaders } from './headers.ts'
import { healthRoutes } from './health-routes.ts'
import { type Metrics, metricsRoute } from './metrics.ts'
import { onError } from './problems.ts'
import { routesOn } from './route.ts'
import { apiRoutes, type Rooms } from './routes.ts'
import { signInRoute } from './sign-in-route.ts'
import { webFiles } from './web-files.ts'

export type ServerOptions = {
  readonly rooms: Rooms
  /** The folder of the built web application, null for none. */
  readonly dist: string | null
  /** How browsers reach this console; known once it listens. */
  readonly publicUrl: () => string
  /** Absent where nobody watches: then there is no `/metrics`. */
  readonly watched?: { readonly metrics: Metrics; readonly shedding: () => boolean }
  /** Absent for plain http. */
  readonly tls?: Pick<Tls, 'pair' | 'company' | 'ending'> | null
  readonly logger: NonNullable<FastifyServerOptions['logger']>
}

/** Bytes of a body, where a route does not say more. */
const BODY = 16 * 1024
const HTTP = { headersTimeout: 10_000 }

/** The console over HTTP. Not yet listening. */
export const buildServer = async (options: ServerOptions): Promise<FastifyInstance> => {
  const { rooms, dist, publicUrl, tls = null, watched, logger } = options
  const headers = tls?.company === true ? { ...HEADERS, ...STRICT_TRANSPORT } : HEADERS
  // Fastify's types part the two kinds of server; what is done with either here is the same.
  const kind = (
    tls === null ? { http: HTTP } : { https: { ...HTTP, ...contextOf(tls.pair), handshakeTimeout: HANDSHAKE_WITHIN } }
  ) as { http: typeof HTTP }
  const app = Fastify({
    ...kind,
    logger,
    // Addresses of pages name devices, and addresses of visitors are people: one line a request, without either.
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: (error, request, reply) => {
      reply.headers(headers)
      onError(error, request, reply)
    },
    bodyLimit: BODY,
    requestTimeout: 30_000,
    keepAliveTimeout: 20_000,
    routerOptions: { maxParamLength: 200 },
  })
  // A form on another site can send text/plain without asking first.
  app.removeContentTypeParser('text/plain')
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(onError)
  secureHeaders(app, headers)
  guard(app, { store: rooms.store, now: rooms.now, origins: () => ownOrigins(publicUrl()) })
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, log } = request
    log.info({ method, route: routeOptions.url ?? null, status: reply.statusCode, ms: Math.round(reply.elapsedTime) })
  })
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: () => new Refusal('too-many', 'Too many tries from this address: wait a minute.'),
  })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Waymark console', version: rooms.version, license: { name: 'Apache-2.0' } },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
    transform: jsonSchemaTransform,
  })
  await app.register(
    async api => {
      apiRoutes(routesOn(api), rooms)
      csvRoutes(api, rooms)
      api.get('/openapi.json', { config: { for: 'anyone' }, schema: { hide: true } }, () => app.swagger())
    },
    { prefix: '/api/v1' },
  )
  signInRoute(app, rooms, publicUrl)
  healthRoutes(app, {
    ready: () => rooms.store.ready(),
    shedding: () => watched?.shedding() ?? false,
    ending: () => tls?.ending() ?? null,
  })
  if (watched !== undefined) metricsRoute(app, watched.metrics)
  await webFiles(app, dist)
  return app
}
