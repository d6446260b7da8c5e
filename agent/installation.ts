import path from 'node:path'

/**
 * Where this program lies: in its repository, whose TypeScript runs as it is, or in a package, where the same folders
 * hold a bundle. In both, this module lies in `agent/`.
 */

const ending = path.extname(import.meta.filename)

/** Put there by a package, and not run from the repository. */
export const installed = ending !== '.ts'

/** The folder above `agent/`; `policies/` lies in it, too. */
export const ROOT = path.join(import.meta.dirname, '..')

/** @param module a file below `agent/`, as it is called in the repository. @returns what to run here. */
export const moduleFile = (module: string): string =>
  path.resolve(import.meta.dirname, installed ? module.replace(/\.ts$/, ending) : module)
