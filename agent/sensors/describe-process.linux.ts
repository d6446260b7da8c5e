import path from 'node:path'
import { type AccountLine, nameOf } from './accounts.ts'
import { readCmdline } from './cmdline.linux.ts'
import { interpreterOf, scriptArguments } from './interpreters.ts'
import type { ProcessSeen } from './observation.ts'
import { readProcText } from './proc-text.linux.ts'
import { type ProcessStat, parseExe, parseUid } from './processes-parse.ts'
import { locateScript } from './script.linux.ts'

/**
 * What one process is, as far as /proc tells now.
 * @param exe what the link `/proc/PID/exe` says. @returns null where it has ended meanwhile.
 */
export const describeProcess = async (
  pid: number,
  stat: ProcessStat,
  exe: string,
  accounts: readonly AccountLine[],
): Promise<ProcessSeen | null> => {
  const uid = parseUid(readProcText(`/proc/${pid}/status`) ?? '')
  if (uid === null) return null
  const program = parseExe(exe)
  const args = await readCmdline(pid)
  const interpreter = interpreterOf(path.basename(program), stat.name)
  const candidates = interpreter === null ? [] : scriptArguments(interpreter, args.slice(1))
  return {
    kind: 'process',
    pid,
    started: stat.started,
    account: nameOf(uid, accounts),
    name: stat.name,
    argv0: args[0] ?? null,
    program,
    open: `/proc/${pid}/exe`,
    script: candidates.length === 0 ? null : locateScript(pid, candidates),
    terminal: stat.terminal,
  }
}
