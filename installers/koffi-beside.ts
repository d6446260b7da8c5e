import type { Plugin } from 'esbuild'

/** Where koffi's native module lies, seen from `agent/`. */
export const KOFFI = 'lib/koffi.node'

/**
 * koffi has a hook for bundles, `loadStatic`. Ours loads the one file of this package; without it koffi would search
 * folders beside and above this installation for native code.
 */
export const koffiBeside: Plugin = {
  name: 'koffi-beside',
  setup: build => {
    build.onLoad({ filter: /[\\/]koffi[\\/]src[\\/]koffi[\\/]src[\\/]static\.js$/ }, () => ({
      contents: `import { createRequire } from 'node:module'
export const loadStatic = () => createRequire(import.meta.url)('../${KOFFI}')`,
    }))
  },
}
