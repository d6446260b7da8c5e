import path from 'node:path'
import * as z from 'zod/mini'
import type { Platform } from '../../policies/decide/words.ts'
import { interpreterOf, scriptArguments } from './interpreters.ts'
import type { ProcessSeen } from './observation.ts'
import type { Walk } from './walks.ts'

/** Processes as systeminformation tells them. Pure: tested on every system, run for real on Linux alone so far. */

const text = z.catch(z.string().check(z.maxLength(32_768)), '')
const Told = z.object({
  pid: z.int().check(z.minimum(1)),
  name: text,
  path: text,
  command: text,
  params: text,
  user: text,
  /** Local time, whole seconds. */
  started: text,
  tty: text,
})
type Told = z.infer<typeof Told>

/** Arguments come as one line and are split at blanks, quotes heeded: a path with a blank in it is lost on macOS. */
export const splitLine = (line: string): string[] =>
  [...line.slice(0, 4_096).matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')

/** @returns null where it does not say which file runs. */
export const processOf = (told: Told, platform: Platform): ProcessSeen | null => {
  const { isAbsolute, basename, join } = platform === 'windows' ? path.win32 : path.posix
  const command = told.command.replace(/^"|"$/g, '')
  const program = isAbsolute(command) ? command : join(told.path, command)
  if (!isAbsolute(program)) return null
  const started = Date.parse(`${told.started.replace(' ', 'T')}Z`)
  const interpreter = interpreterOf(basename(program), told.name)
  // The folder it was started in is not told, so a relative script cannot be found.
  const script = interpreter === null ? null : (scriptArguments(interpreter, splitLine(told.params))[0] ?? null)
  return {
    kind: 'process',
    pid: told.pid,
    started: Number.isNaN(started) ? 0 : started,
    account: told.user === '' ? null : told.user,
    name: told.name,
    argv0: command === '' ? null : command,
    program,
    open: program,
    script: script !== null && isAbsolute(script) ? script : null,
    terminal: /^(?:tty|pts)/.test(told.tty) ? `/dev/${told.tty}` : null,
  }
}

/** @param ask answers with the list of processes, each time anew. */
export const toldWalk = (platform: Platform, ask: () => Promise<unknown>): Walk => {
  const known = new Map<string, ProcessSeen>()
  const key = ({ pid, started, program, script }: ProcessSeen): string => [pid, started, program, script].join('\0')
  return async news => {
    const rows = z.array(z.unknown()).parse(await ask())
    const told = rows.flatMap(row => Told.safeParse(row).data ?? [])
    const seen = told.flatMap(row => processOf(row, platform) ?? [])
    const now = new Map(seen.map(process => [key(process), process]))
    for (const [was, process] of known) {
      if (now.has(was)) continue
      known.delete(was)
      news.ended({ pid: process.pid, started: process.started })
    }
    for (const [is, process] of now) {
      if (known.has(is)) continue
      known.set(is, process)
      news.started(process)
    }
    const lost = rows.length - seen.length
    const notSeen = lost === 0 ? [] : [{ what: 'processes', why: `of ${lost} it is not told which file runs` }]
    return { seen, notSeen }
  }
}
