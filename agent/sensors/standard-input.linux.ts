import { readlinkSync, statSync } from 'node:fs'
import path from 'node:path'
import { type Interpreter, interpreterOf, readsInput } from './interpreters.ts'
import { parseExe } from './processes-parse.ts'

/** A script that was fed to an interpreter: `node < cli.js`, `node --input-type=module - < cli.mjs`. */
export type Fed = { readonly script: string; readonly openScript: string }

/**
 * @param argv with argv[0]: of a program that wrote a title over its arguments it is not an interpreter's name.
 * @returns null where it reads no script from standard input, or from none that is a file: a pipe keeps nothing.
 */
export const scriptFedTo = (pid: number, interpreter: Interpreter, argv: readonly string[]): Fed | null => {
  const [argv0 = '', ...args] = argv
  if (!readsInput(interpreter, args)) return null
  if (!args.includes('-') && interpreterOf(path.basename(argv0), '') === null) return null
  const openScript = `/proc/${pid}/fd/0`
  try {
    if (!statSync(openScript).isFile()) return null
    return { script: parseExe(readlinkSync(openScript)), openScript }
  } catch {
    return null
  }
}
