import { readdirSync, readlinkSync, statSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { type AccountLine, nameOf } from './accounts.ts'
import { readCmdline } from './cmdline.linux.ts'
import { describeProcess } from './describe-process.linux.ts'
import { readPasswd } from './homes.linux.ts'
import { interpreterOf } from './interpreters.ts'
import type { ProgramFile } from './kernel-events.ts'
import { isLoader } from './launches.ts'
import type { FileFound, ProcessSeen } from './observation.ts'
import { readProcText } from './proc-text.linux.ts'
import { describeEnded, scriptOf } from './process-launched.linux.ts'
import type { ProcessNews } from './processes.ts'
import { type ProcessStat, parseExe, parseStat, parseUid } from './processes-parse.ts'
import { turnsByPid } from './turns-by-pid.ts'
import type { Peek, Walk } from './walks.ts'

/** Whether a program file is worth a look at the process that runs it. */
export type Worth = (file: { readonly name: string; readonly bytes: number }) => boolean

export type ProcessLooks = {
  readonly walk: Walk
  readonly peek: Peek
  /** @param files what was opened for the launch; of what has ended since, they are all that can be told. */
  readonly launched: (pid: number, files: readonly ProgramFile[], news: ProcessNews) => void
  /** @returns whether it was one of those that were told. */
  readonly exited: (pid: number, news: ProcessNews) => boolean
}

type Known = {
  readonly seen: ProcessSeen
  readonly exe: string
  /** Seen in one walk only: it may have changed its program or title just after. */
  readonly young: boolean
}

const PIDS_A_TURN = 64
/** Processes that are looked at at once; each holds a descriptor or two. */
const AT_ONCE = 64

const listPids = (): number[] => readdirSync('/proc').flatMap(name => (/^\d+$/.test(name) ? [Number(name)] : []))

/** The link of `/proc/PID/exe`; `hidden` where we may not read it, null where there is none (gone, kernel, zombie). */
const readExe = (pid: number): { readonly link: string } | 'hidden' | null => {
  try {
    return { link: readlinkSync(`/proc/${pid}/exe`) }
  } catch (error) {
    return error instanceof Error && 'code' in error && /^E(?:ACCES|PERM)$/.test(String(error.code)) ? 'hidden' : null
  }
}

const bytesOf = (pid: number): number => {
  try {
    return statSync(`/proc/${pid}/exe`).size
  } catch {
    return Infinity
  }
}

/** Of the file that runs, before anything is waited for. None where it is the loader that was started. */
const fileOf = (pid: number): FileFound | null => {
  const found = statSync(`/proc/${pid}/exe`, { bigint: true, throwIfNoEntry: false })
  if (found === undefined) return null
  const { dev, ino, size, mtimeNs, ctimeNs } = found
  return { dev: `${dev}`, ino: `${ino}`, size: `${size}`, mtime: `${mtimeNs}`, ctime: `${ctimeNs}` }
}

/** A program that writes its title over its arguments still runs the script that it was started with. */
const withScriptOf = (now: ProcessSeen, before: Known | undefined, exe: string): ProcessSeen => {
  if (before?.seen.started !== now.started || before.exe !== exe || now.script !== null) return now
  const { script, openScript } = before.seen
  return { ...now, script, ...(openScript === undefined ? {} : { openScript }) }
}

const sameProgram = (a: ProcessSeen, b: ProcessSeen): boolean =>
  a.started === b.started && a.program === b.program && a.script === b.script && a.argv0 === b.argv0

/** Memory of the looks before: what each process was, so that only what is new or changed is read in full, and told. */
export const processLooks = (worth: Worth): ProcessLooks => {
  const known = new Map<number, Known>()
  /** Pids of the last walk that are no programs, are not worth a look, or that we may not look at. */
  let passed: ReadonlySet<number> = new Set()
  let accounts: readonly AccountLine[] = []
  let accountsAt = -1
  const { inTurn, busy } = turnsByPid(AT_ONCE)

  const refreshAccounts = async (): Promise<void> => {
    const changed = (await stat('/etc/passwd').catch(() => null))?.mtimeMs ?? 0
    if (changed !== accountsAt) accounts = await readPasswd()
    accountsAt = changed
  }
  const worthFile = (file: { readonly name: string; readonly bytes: number }): boolean =>
    isLoader(file.name) || interpreterOf(file.name, '') !== null || worth(file)
  const worthProcess = (pid: number, name: string, exe: string): boolean => {
    const program = path.basename(parseExe(exe))
    if (isLoader(program) || interpreterOf(program, name) !== null) return true
    const bytes = bytesOf(pid)
    return worth({ name: program, bytes }) || worth({ name, bytes })
  }

  /** @returns whether the process is there; `hidden` where it is and we may not look. */
  const look = async (
    pid: number,
    news: ProcessNews,
    launch: readonly ProgramFile[] | null,
  ): Promise<boolean | 'hidden'> => {
    // Another thread reads it, while this one reads what waits for nothing.
    const argv = launch?.some(worthFile) === true ? readCmdline(pid) : undefined
    const stat = parseStat(readProcText(`/proc/${pid}/stat`) ?? '')
    if (stat === null || stat.kernel) return launch !== null && stat === null && ended(pid, null, launch, news)
    const exe = readExe(pid)
    if (exe === null) return launch !== null && ended(pid, stat, launch, news)
    if (exe === 'hidden') return 'hidden'
    const before = known.get(pid)
    const same = before?.seen.started === stat.started && before.exe === exe.link
    if (launch === null && before !== undefined && same && !before.young && before.seen.name === stat.name) return true
    if (before === undefined && argv === undefined && !worthProcess(pid, stat.name, exe.link)) return false
    const file = fileOf(pid)
    const described = await describeProcess(pid, stat, exe.link, accounts, argv)
    if (described === null) return launch !== null && ended(pid, stat, launch, news)
    const own = file !== null && described.open === `/proc/${pid}/exe` ? { ...described, file } : described
    const seen =
      launch === null || launch.length === 0
        ? withScriptOf(own, before, exe.link)
        : { ...own, script: own.script ?? scriptOf(launch) }
    known.set(pid, { seen, exe: exe.link, young: !same })
    if (same && (launch === null ? before.seen.script === seen.script : sameProgram(before.seen, seen))) return true
    if (before !== undefined && before.seen.started !== stat.started) news.ended({ pid, started: before.seen.started })
    news.started(seen)
    return true
  }

  /** Tells of a process that has ended before it could be looked at; `stat` while its parent has not asked for it. */
  const ended = (pid: number, stat: ProcessStat | null, launch: readonly ProgramFile[], news: ProcessNews): false => {
    forget(pid, news)
    if (!launch.some(worthFile) || isLoader(launch.at(-1)?.name ?? '')) return false
    const uid = parseUid(readProcText(`/proc/${pid}/status`) ?? '')
    const seen = describeEnded(pid, launch, {
      started: stat?.started ?? 0,
      account: uid === null ? null : nameOf(uid, accounts),
      terminal: stat?.terminal ?? null,
    })
    if (seen === null) return false
    news.started(seen)
    news.ended({ pid, started: seen.started })
    return false
  }
  const forget = (pid: number, news: ProcessNews): void => {
    const before = known.get(pid)
    if (before === undefined) return
    known.delete(pid)
    news.ended({ pid, started: before.seen.started })
  }

  const walk: Walk = async news => {
    await refreshAccounts()
    // What is told of while this walk goes on is none of those that it may find to have ended.
    const before = new Map(known)
    const present = new Set<number>()
    let hidden = 0
    const pids = listPids()
    for (const [i, pid] of pids.entries()) {
      if (i % PIDS_A_TURN === PIDS_A_TURN - 1) await setImmediate()
      const there = await inTurn(pid, () => look(pid, news, null))
      if (there === 'hidden') hidden++
      if (there !== false) present.add(pid)
    }
    for (const [pid, was] of before) if (!present.has(pid) && known.get(pid) === was) forget(pid, news)
    passed = new Set(pids.filter(pid => !known.has(pid)))
    const notSeen =
      hidden === 0 ? [] : [{ what: 'processes', why: `${hidden} of them may not be looked at from this account` }]
    return { seen: [...known.values()].map(({ seen }) => seen), notSeen }
  }
  const peek: Peek = async news => {
    for (const pid of listPids())
      if (!known.has(pid) && !passed.has(pid)) await inTurn(pid, () => look(pid, news, null))
  }
  return {
    walk,
    peek,
    launched: (pid, files, news) => {
      if (files.length > 0 && !known.has(pid) && !busy(pid) && !files.some(worthFile)) return
      void inTurn(pid, () => look(pid, news, files)).catch(() => {})
    },
    exited: (pid, news) => {
      if (!known.has(pid) && !busy(pid)) return false
      void inTurn(pid, async () => forget(pid, news))
      return true
    },
  }
}
