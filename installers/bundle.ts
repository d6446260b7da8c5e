import path from 'node:path'
import { build, type Metafile } from 'esbuild'
import { WORKERS } from '../agent/programs.ts'
import { builtinsByRequire } from './builtins-by-require.ts'
import { koffiBeside } from './koffi-beside.ts'

/** The repository, whose files are packed. */
export const REPOSITORY = path.join(import.meta.dirname, '..')

/** The command line, and every child that it ever starts. */
export const ENTRIES: readonly string[] = ['cli.ts', ...Object.values(WORKERS).map(({ module }) => module)]

/** Packages in CommonJS use what a module does not have: `require` for built-ins, and the folder that they lie in. */
export const COMMON_JS = `import { createRequire as bundledRequire } from 'node:module'
const require = bundledRequire(import.meta.url), __dirname = import.meta.dirname`

/**
 * Writes the agent as modules into `into`, each entry at its own path with `.mjs`, what they share beside `cli.mjs`.
 * @returns esbuild's account of what went where.
 */
export const bundleAgent = async (into: string): Promise<Metafile> => {
  const { metafile } = await build({
    absWorkingDir: REPOSITORY,
    entryPoints: ENTRIES.map(entry => ({ in: `agent/${entry}`, out: `agent/${entry.replace(/\.ts$/, '')}` })),
    outdir: into,
    // `agent/installation.ts` takes the folder that it lies in for `agent/`, whichever chunk it has become a part of.
    chunkNames: 'agent/[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node26',
    // Names and short lines stay: what an uncaught error prints has to be readable.
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: 160,
    legalComments: 'none',
    // One character beyond Latin-1 makes V8 keep the text of its whole module in two bytes a character.
    charset: 'ascii',
    banner: { js: COMMON_JS },
    // Native helpers of `ws` would be looked for in folders above ours, which may be anybody's.
    define: { 'process.env.WS_NO_BUFFER_UTIL': '"1"', 'process.env.WS_NO_UTF_8_VALIDATE': '"1"' },
    plugins: [koffiBeside, builtinsByRequire],
    metafile: true,
    logLevel: 'warning',
  })
  return metafile
}
