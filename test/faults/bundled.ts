import path from 'node:path'
import { build } from 'esbuild'
import { COMMON_JS, REPOSITORY } from '../../installers/bundle.ts'

/**
 * One module of what a script of this folder needs, as what is installed is one: stripping types at each of a thousand
 * starts would be most of the time.
 * @param script from here. @param into a scratch folder. @returns the module.
 */
export const bundled = async (script: string, into: string): Promise<string> => {
  const outfile = path.join(into, `${script.replaceAll('/', '-')}.mjs`)
  await build({
    absWorkingDir: REPOSITORY,
    entryPoints: [path.join(import.meta.dirname, script)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node26',
    banner: { js: COMMON_JS },
    // Native helpers of `ws` are left out of what is installed too.
    define: { 'process.env.WS_NO_BUFFER_UTIL': '"1"', 'process.env.WS_NO_UTF_8_VALIDATE': '"1"' },
    logLevel: 'error',
  })
  return outfile
}
