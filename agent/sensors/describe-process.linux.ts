import path from 'node:path'
import { type AccountLine, nameOf } from './accounts.ts'
import { readCmdline } from './cmdline.linux.ts'
import { interpreterOf, scriptArguments } from './interpreters.ts'
import { loadedBy } from './loader.linux.ts'
import type { ProcessSeen } from './observation.ts'
import { readProcText } from './proc-text.linux.ts'
import { type ProcessStat, parseExe, parseUid } from './processes-parse.ts'
import { locateScript } from './script.linux.ts'
import { scriptFedTo } from './standard-input.linux.ts'

/**
 * What one process is, as far as /proc tells now.
 * @param exe what the link `/proc/PID/exe` says. @param read the arguments: who calls may have asked for them before all
 * else. @returns null where it has ended meanwhile.
 */
export const describeProcess = async (
  pid: number,
  stat: ProcessStat,
  exe: string,
  accounts: readonly AccountLine[],
  read: Promise<readonly string[]> = readCmdline(pid),
): Promise<ProcessSeen | null> => {
  const uid = parseUid(readProcText(`/proc/${pid}/status`) ?? '')
  if (uid === null) return null
  const argv = await read
  const loaded = loadedBy(pid, exe, argv)
  const program = parseExe(loaded?.program ?? exe)
  const [argv0 = null, ...args] = loaded === null ? argv : [loaded.argv0, ...loaded.args]
  return {
    kind: 'process',
    pid,
    started: stat.started,
    account: nameOf(uid, accounts),
    name: stat.name,
    argv0,
    program,
    open: loaded?.open ?? `/proc/${pid}/exe`,
    ...scriptOf(pid, program, stat.name, argv0 === null ? [] : [argv0, ...args]),
    terminal: stat.terminal,
  }
}

/** @param argv of the interpreter, with argv[0]. */
const scriptOf = (
  pid: number,
  program: string,
  thread: string,
  argv: readonly string[],
): Pick<ProcessSeen, 'script' | 'openScript'> => {
  const interpreter = interpreterOf(path.basename(program), thread)
  if (interpreter === null) return { script: null }
  const candidates = scriptArguments(interpreter, argv.slice(1))
  const script = candidates.length === 0 ? null : locateScript(pid, candidates)
  return script === null ? (scriptFedTo(pid, interpreter, argv) ?? { script }) : { script }
}
