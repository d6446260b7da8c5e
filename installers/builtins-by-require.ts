import type { Plugin } from 'esbuild'

/**
 * A module that imports `node:http` reads every export of it, `WebSocket` among them, and with it loads an HTTP client of
 * 7 MB that nobody here uses. `require` reads what is asked for.
 */
export const builtinsByRequire: Plugin = {
  name: 'builtins-by-require',
  setup: build => {
    const namespace = 'builtin'
    build.onResolve({ filter: /^(?:node:)?https?$/ }, ({ kind, path }) =>
      kind === 'import-statement' ? { path, namespace } : undefined,
    )
    build.onLoad({ filter: /./, namespace }, ({ path }) => ({ contents: `module.exports = require('${path}')` }))
  },
}
