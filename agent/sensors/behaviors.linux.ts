import { lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs'
import { opendir } from 'node:fs/promises'
import path from 'node:path'
import { matchesPath } from '../../policies/language/patterns.ts'
import { keepsWaiting } from '../kept-waiting.ts'
import { readSmall } from '../open-file.ts'
import { parsePasswd } from './accounts.ts'
import type { BehaviorPattern, BehaviorsOptions } from './behaviors.ts'
import { parseBoot, parseIdentity, parseListening, pidIn, startOf } from './behaviors-parse.ts'
import type { BehaviorSeen, Home, ProcessSeen } from './observation.ts'
import { readProcText } from './proc-text.linux.ts'

/** Names of a folder that are looked at; sockets of a namespace, bytes of their list. */
const MOST_NAMES = 4_096
const MOST_SOCKETS = 4 * 1024 ** 2
const MOST_PASSWD = 1024 ** 2
/** The kernel tells when it booted in whole seconds, and clocks are set. */
const SLACK = 2_000

type Running = {
  readonly process: ProcessSeen
  readonly uid: number
  /** As it knows itself. */
  readonly own: number
  /** Ms since the Unix epoch. */
  readonly since: number
}

export const behaviorsOf = async ({ homes, processes, patterns }: BehaviorsOptions): Promise<BehaviorSeen[]> => {
  const sessions = patterns.filter(({ of }) => of === 'session-file')
  const sockets = patterns.filter(({ of }) => of === 'socket')
  const boot = parseBoot((await readAll('/proc/stat', MOST_SOCKETS)) ?? '')
  if (boot === null || sessions.length + sockets.length === 0) return []
  const running = runningAmong(processes, boot)
  return [...(await sessionsOf(running, homes, sessions)), ...(await socketsOf(running, sockets))]
}

/** Read only once something is there to be linked. @returns by the pid that each process knows itself by. */
const runningAmong = (processes: readonly ProcessSeen[], boot: number): (() => ReadonlyMap<number, Running[]>) => {
  let known: Map<number, Running[]> | null = null
  return () => {
    known ??= Map.groupBy(
      processes.flatMap(process => {
        const identity = parseIdentity(readProcText(`/proc/${process.pid}/status`) ?? '')
        return identity === null ? [] : [{ process, ...identity, since: startOf(boot, process.started) }]
      }),
      ({ own }) => own,
    )
    return known
  }
}

type ByOwn = ReturnType<typeof runningAmong>

const sessionsOf = async (
  running: ByOwn,
  homes: readonly Home[],
  patterns: readonly BehaviorPattern[],
): Promise<BehaviorSeen[]> => {
  const seen: BehaviorSeen[] = []
  for (const { path: pattern } of patterns)
    for (const { home } of homes) {
      const [folder, segment] = split(path.join(home, pattern.slice(2)))
      for (const name of await namesIn(folder)) {
        const file = path.join(folder, name)
        for (const one of running().get(pidIn(segment, name) ?? 0) ?? []) {
          const theirs = asSeenBy(one, file, 'file')
          // In a root of its own another file may lie at this place.
          if (theirs !== null && sameFile(theirs, file)) seen.push(behavior('session-file', file, pattern, one))
        }
      }
    }
  return [...seen, ...(await sessionsElsewhere(running, patterns))]
}

/** Programs in a container keep their sessions in a home that no account of ours has. */
const sessionsElsewhere = async (running: ByOwn, patterns: readonly BehaviorPattern[]): Promise<BehaviorSeen[]> => {
  const ours = link('/proc/self/ns/mnt')
  const seen: BehaviorSeen[] = []
  for (const one of patterns.length === 0 ? [] : [...running().values()].flat()) {
    const { pid } = one.process
    if (link(`/proc/${pid}/ns/mnt`) === ours && link(`/proc/${pid}/root`) === '/') continue
    const passwd = await readAll(`/proc/${pid}/root/etc/passwd`, MOST_PASSWD)
    const home = parsePasswd(passwd ?? '').find(({ uid }) => uid === one.uid)?.home
    if (home === undefined || !path.isAbsolute(home)) continue
    for (const { path: pattern } of patterns) {
      const file = path.join(home, pattern.slice(2).replace('PID', String(one.own)))
      if (asSeenBy(one, file, 'file') !== null) seen.push(behavior('session-file', file, pattern, one))
    }
  }
  return seen
}

const socketsOf = async (running: ByOwn, patterns: readonly BehaviorPattern[]): Promise<BehaviorSeen[]> => {
  if (patterns.length === 0) return []
  const seen: BehaviorSeen[] = []
  const all = [...running().values()].flat()
  for (const [net, members] of Map.groupBy(all, ({ process }) => link(`/proc/${process.pid}/ns/net`))) {
    const [first] = members
    if (net === null || first === undefined) continue
    const text = await readAll(`/proc/${first.process.pid}/net/unix`, MOST_SOCKETS)
    for (const socket of parseListening(text ?? ''))
      for (const { path: pattern } of patterns) {
        const [folder, segment] = split(pattern)
        if (!matchesPath(folder, path.dirname(socket.path), null)) continue
        const own = pidIn(segment, path.basename(socket.path))
        const theirs = members.filter(one => one.own === own && asSeenBy(one, socket.path, 'socket') !== null)
        // Anybody of the account may listen under any name: it has to be the process itself that holds it.
        for (const one of theirs) if (holds(one, socket.inode)) seen.push(behavior('socket', socket.path, pattern, one))
      }
  }
  return seen
}

const holds = ({ process }: Running, inode: string): boolean => {
  const folder = `/proc/${process.pid}/fd`
  try {
    return readdirSync(folder).some(fd => link(`${folder}/${fd}`) === `socket:[${inode}]`)
  } catch {
    return false
  }
}

/** What lies at `file` where the process looks, if it is its own: of its account, and made since it began. */
const asSeenBy = (one: Running, file: string, is: 'file' | 'socket'): Stats | null => {
  const stat = stated(`/proc/${one.process.pid}/root${file}`)
  if (stat === null || stat.uid !== one.uid) return null
  if (is === 'file' ? !stat.isFile() : !stat.isSocket()) return null
  // A pid is given again: what is older than the process was left by another one. Anybody may set the first of the two.
  return Math.min(stat.mtimeMs, stat.ctimeMs) >= one.since - SLACK ? stat : null
}

const sameFile = (theirs: Stats, file: string): boolean => {
  const here = stated(file)
  return here !== null && here.dev === theirs.dev && here.ino === theirs.ino
}

const behavior = (of: BehaviorSeen['of'], file: string, pattern: string, { process }: Running): BehaviorSeen => ({
  kind: 'behavior',
  of,
  account: process.account,
  path: file,
  pattern,
  process,
})

const split = (pattern: string): [folder: string, segment: string] => [path.dirname(pattern), path.basename(pattern)]

const namesIn = async (folder: string): Promise<string[]> => {
  const names: string[] = []
  if (keepsWaiting(folder)) return names
  try {
    for await (const { name } of await opendir(folder)) {
      names.push(name)
      if (names.length === MOST_NAMES) break
    }
  } catch {
    // No such folder: nothing was left there.
  }
  return names
}

const stated = (file: string): Stats | null => {
  try {
    return lstatSync(file)
  } catch {
    return null
  }
}

const link = (file: string): string | null => {
  try {
    return readlinkSync(file)
  } catch {
    return null
  }
}

const readAll = async (file: string, most: number): Promise<string | null> => {
  const read = await readSmall(file, most)
  return 'fault' in read ? null : read.text
}
