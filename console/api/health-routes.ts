import type { FastifyInstance } from 'fastify'
import { Refusal } from '../refusal.ts'

export type Health = {
  /** @throws where the store does not answer. */
  readonly ready: () => Promise<void>
  /** Whether agents are sent away because there is too much at once. */
  readonly shedding: () => boolean
  /** A sentence where the certificate ends soon or has ended. */
  readonly ending: () => string | null
}

/** For whatever watches the console: `/healthz`, it runs; `/readyz`, its store answers and agents are taken in, and what needs a person soon. */
export const healthRoutes = (app: FastifyInstance, { ready, shedding, ending }: Health): void => {
  const plain = { config: { for: 'anyone' }, schema: { hide: true } } as const
  app.get('/healthz', plain, (_, reply) => reply.type('text/plain').send('ok\n'))
  app.get('/readyz', plain, async (request, reply) => {
    try {
      await ready()
    } catch (error) {
      request.log.error({ err: error }, 'store not ready')
      throw new Refusal('not-ready', 'The store does not answer: see the log of the console.')
    }
    if (shedding()) throw new Refusal('not-ready', 'There is too much at once: agents are told to come back later.')
    const soon = ending()
    return reply.type('text/plain').send(soon === null ? 'ok\n' : `ok\n${soon}\n`)
  })
}
