import path from 'node:path'
import { interpreterOf } from './interpreters.ts'
import type { ProgramFile } from './kernel-events.ts'
import type { ProcessSeen } from './observation.ts'

/** What is left to read of a process that has ended: nothing, or what is kept until its parent has asked for it. */
export type Remains = { readonly started: number; readonly account: string | null; readonly terminal: string | null }

/** Length of a process's name, kernel's limit. */
const NAME = 15

/** @returns the file that an interpreter was started with by a `#!` line; null where it was not. */
export const scriptOf = (files: readonly ProgramFile[]): string | null => {
  const [script, interpreter] = files
  return files.length === 2 && interpreter !== undefined && interpreterOf(interpreter.name, '') !== null
    ? (script?.path() ?? null)
    : null
}

/**
 * What a process was that ended before it could be looked at, as far as its launch told.
 * @returns null where not even the program's path is known.
 */
export const describeEnded = (pid: number, files: readonly ProgramFile[], remains: Remains): ProcessSeen | null => {
  const program = files.at(-1)?.path() ?? null
  if (program === null) return null
  return {
    kind: 'process',
    pid,
    started: remains.started,
    account: remains.account,
    name: path.basename(program).slice(0, NAME),
    argv0: null,
    program,
    open: program,
    script: scriptOf(files),
    terminal: remains.terminal,
  }
}
