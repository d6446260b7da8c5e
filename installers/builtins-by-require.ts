import { getBuiltinModule } from 'node:process'
import type { Plugin } from 'esbuild'

/**
 * What a daemon seldom needs or never: TLS, 1.8 MB, is for a console that is asked over it; zlib, a third of one, for a
 * plugin's archive.
 */
const WHEN_USED = ['https', 'tls', 'zlib'] as const

/**
 * A module that imports `node:http` reads every export of it, `WebSocket` among them, and with it loads an HTTP client of
 * 7 MB that nobody here uses; of `node:crypto`, Web Crypto. `require` reads what is asked for. What is seldom needed
 * is required when it is used.
 */
export const builtinsByRequire: Plugin = {
  name: 'builtins-by-require',
  setup: build => {
    const [atOnce, whenUsed] = ['builtin', 'builtin-when-used']
    build.onResolve({ filter: /^(?:node:)?(?:https|tls|zlib)$/ }, ({ path, namespace }) =>
      namespace === whenUsed ? { external: true } : { path: path.replace('node:', ''), namespace: whenUsed },
    )
    build.onResolve({ filter: /^(?:node:)?(?:http|crypto)$/ }, ({ kind, path }) =>
      kind === 'import-statement' ? { path, namespace: atOnce } : undefined,
    )
    build.onLoad({ filter: /./, namespace: atOnce }, ({ path }) => ({
      contents: `module.exports = require('${path}')`,
    }))
    build.onLoad({ filter: /./, namespace: whenUsed }, ({ path }) => ({
      contents: `module.exports = {${namesOf(path)
        .map(name => `get ${name}() { return require('${path}').${name} }`)
        .join()}}`,
    }))
  },
}

/** Of the Node that packs, which is the one that is packed. */
const namesOf = (builtin: string): string[] => {
  const found = WHEN_USED.find(each => each === builtin)
  return found === undefined ? [] : Object.keys(getBuiltinModule(found)).sort()
}
