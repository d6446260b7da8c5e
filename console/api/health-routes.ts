import type { FastifyInstance } from 'fastify'
import { Refusal } from '../refusal.ts'
import type { Store } from '../store/store.ts'

/** For whatever watches the console: `/healthz`, it runs; `/readyz`, its store answers. */
export const healthRoutes = (app: FastifyInstance, store: Pick<Store, 'ready'>): void => {
  const plain = { config: { for: 'anyone' }, schema: { hide: true } } as const
  app.get('/healthz', plain, (_, reply) => reply.type('text/plain').send('ok\n'))
  app.get('/readyz', plain, async (request, reply) => {
    try {
      await store.ready()
    } catch (error) {
      request.log.error({ err: error }, 'store not ready')
      throw new Refusal('not-ready', 'The store does not answer: see the log of the console.')
    }
    return reply.type('text/plain').send('ok\n')
  })
}
