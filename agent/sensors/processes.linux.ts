import { readdirSync, readlinkSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import type { AccountLine } from './accounts.ts'
import { describeProcess } from './describe-process.linux.ts'
import { readPasswd } from './homes.linux.ts'
import type { ProcessSeen } from './observation.ts'
import { readProcText } from './proc-text.linux.ts'
import type { ProcessNews, ProcessOptions, ProcessSensor } from './processes.ts'
import { parseStat } from './processes-parse.ts'
import { type Peek, sensorOf, type Walk } from './walks.ts'

type Known = {
  readonly seen: ProcessSeen
  readonly exe: string
  /** Seen in one walk only: it may have changed its program or title just after. */
  readonly young: boolean
}

const PIDS_A_TURN = 64

const listPids = (): number[] => readdirSync('/proc').flatMap(name => (/^\d+$/.test(name) ? [Number(name)] : []))

/** The link of `/proc/PID/exe`; `hidden` where we may not read it, null where there is none (gone, kernel, zombie). */
const readExe = (pid: number): { readonly link: string } | 'hidden' | null => {
  try {
    return { link: readlinkSync(`/proc/${pid}/exe`) }
  } catch (error) {
    return error instanceof Error && 'code' in error && /^E(?:ACCES|PERM)$/.test(String(error.code)) ? 'hidden' : null
  }
}

/** A program that writes its title over its arguments still runs the script that it was started with. */
const withScriptOf = (now: ProcessSeen, before: Known | undefined, exe: string): ProcessSeen =>
  before?.seen.started === now.started && before.exe === exe && now.script === null
    ? { ...now, script: before.seen.script }
    : now

/** Memory of the walks before: what each process was, so that only what is new or changed is read in full. */
const rememberingWalk = (): { walk: Walk; peek: Peek } => {
  const known = new Map<number, Known>()
  /** Pids of the last walk that are no programs, or none that we may look at. */
  let passed: ReadonlySet<number> = new Set()
  let accounts: readonly AccountLine[] = []
  let accountsAt = -1

  const refreshAccounts = async (): Promise<void> => {
    const changed = (await stat('/etc/passwd').catch(() => null))?.mtimeMs ?? 0
    if (changed !== accountsAt) accounts = await readPasswd()
    accountsAt = changed
  }

  /** @returns whether the process is there; `hidden` where it is and we may not look. */
  const look = async (pid: number, news: ProcessNews): Promise<boolean | 'hidden'> => {
    const stat = parseStat(readProcText(`/proc/${pid}/stat`) ?? '')
    if (stat === null || stat.kernel) return false
    const exe = readExe(pid)
    if (exe === null) return false
    if (exe === 'hidden') return 'hidden'
    const before = known.get(pid)
    const same = before?.seen.started === stat.started && before.exe === exe.link
    if (before !== undefined && same && !before.young && before.seen.name === stat.name) return true
    const described = await describeProcess(pid, stat, exe.link, accounts)
    if (described === null) return false
    const seen = withScriptOf(described, before, exe.link)
    known.set(pid, { seen, exe: exe.link, young: !same })
    if (same && before?.seen.script === seen.script) return true
    if (before !== undefined && before.seen.started !== stat.started) news.ended({ pid, started: before.seen.started })
    news.started(seen)
    return true
  }

  const walk: Walk = async news => {
    await refreshAccounts()
    const present = new Set<number>()
    let hidden = 0
    const pids = listPids()
    for (const [i, pid] of pids.entries()) {
      if (i % PIDS_A_TURN === PIDS_A_TURN - 1) await setImmediate()
      const there = await look(pid, news)
      if (there === 'hidden') hidden++
      if (there !== false) present.add(pid)
    }
    for (const [pid, { seen }] of known) {
      if (present.has(pid)) continue
      known.delete(pid)
      news.ended({ pid, started: seen.started })
    }
    passed = new Set(pids.filter(pid => !known.has(pid)))
    const notSeen =
      hidden === 0 ? [] : [{ what: 'processes', why: `${hidden} of them may not be looked at from this account` }]
    return { seen: [...known.values()].map(({ seen }) => seen), notSeen }
  }
  const peek: Peek = async news => {
    for (const pid of listPids()) if (!known.has(pid) && !passed.has(pid)) await look(pid, news)
  }
  return { walk, peek }
}

export const open = async ({ every = 1_000 }: ProcessOptions = {}): Promise<ProcessSensor> => {
  const { walk, peek } = rememberingWalk()
  return sensorOf(walk, every, peek)
}
