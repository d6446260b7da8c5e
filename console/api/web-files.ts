import statics from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { NOWHERE } from './problems.ts'

/** A page's address has no dot in its last part; a file's has. */
const isPage = (url: string): boolean => !/\.[^/]*$/.test(url.split('?')[0] ?? '')

/**
 * Serves the built web application: its files, and its one page for every address that is no file.
 * @param dist null where there is none, as in tests: then every such address is not found.
 */
export const webFiles = async (app: FastifyInstance, dist: string | null): Promise<void> => {
  if (dist !== null) {
    await app.register(statics, { root: dist, serve: false, cacheControl: false, dotfiles: 'deny' })
    app.route<{ Params: { '*': string } }>({
      method: 'GET',
      url: '/*',
      config: { for: 'anyone' },
      schema: { hide: true },
      handler: (request, reply) => {
        const file = request.params['*']
        if (file === '' || isPage(file)) return reply.callNotFound()
        // Names under assets/ carry a digest of their content.
        reply.header('cache-control', file.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
        return reply.sendFile(file)
      },
    })
  }
  app.setNotFoundHandler((request, reply) => {
    const { url, method } = request
    const page = method === 'GET' && dist !== null && isPage(url) && !url.startsWith('/api/')
    if (page) return reply.header('cache-control', 'no-cache').sendFile('index.html')
    throw NOWHERE
  })
}
