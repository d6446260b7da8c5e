import { type ChildProcess, fork } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs'
import { copyFile, link, mkdir, mkdtemp, readFile, realpath, rename, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'esbuild'
import { goFirst } from '../../agent/priority.ts'
import { installAssistant } from '../real-assistants.ts'
import type { Ask, Told } from './detect/launcher.ts'
import type { WatcherSays } from './detect/watcher.ts'
import { type Figures, figuresOf, type Result } from './result.ts'

/**
 * From just before a program is started to the moment in which its detection is on disk. The real Claude Code, under
 * hundreds of names: each is a detection of its own.
 */

const KNOWN = Number(process.env.WAYMARK_BENCH_LAUNCHES ?? 500)
const WARM = 20
const UNSEEN = 9
const POLLED = 10
const MB = 1_000_000
const UNSEEN_BYTES = 250 * MB
const PATIENCE = 30_000

/** Ours are promises by a key: a path, or what the launcher says. */
const waiting = () => {
  const open = new Map<string, PromiseWithResolvers<bigint>>()
  const of = (key: string): PromiseWithResolvers<bigint> => {
    const one = open.get(key) ?? Promise.withResolvers<bigint>()
    open.set(key, one)
    return one
  }
  return {
    came: (key: string, at: bigint): void => of(key).resolve(at),
    at: (key: string, within = PATIENCE): Promise<bigint | null> =>
      Promise.race([of(key).promise, sleep(within, null, { ref: false })]),
    forget: (key: string): void => void open.delete(key),
  }
}

const launcherOf = (news: ReturnType<typeof waiting>) => {
  const child = fork(join(import.meta.dirname, 'detect', 'launcher.ts'))
  child.on('message', message => {
    const told = message as Told
    if (told.is === 'launched') news.came('launched', BigInt(told.at))
    if (told.is === 'ended') news.came('ended', 0n)
    if (told.is === 'forkstat') news.came(`forkstat ${told.path}`, BigInt(told.at))
  })
  const ask = (what: Ask): void => void child.send(what)
  return {
    child,
    listen: () => ask({ do: 'forkstat' }),
    launch: async (path: string, args: readonly string[]): Promise<bigint> => {
      news.forget('launched')
      ask({ do: 'launch', path, args })
      const at = await news.at('launched')
      if (at === null) throw new Error(`${path} was not started`)
      return at
    },
    end: async (): Promise<void> => {
      news.forget('ended')
      ask({ do: 'end' })
      await news.at('ended')
    },
  }
}

/** How the package starts the daemon's Node. */
const installedFlags = async (): Promise<string[]> => {
  const script = await readFile(join(import.meta.dirname, '..', '..', 'installers', 'linux', 'waymark'), 'utf8')
  const flags = [...script.matchAll(/^ *flags=(["'])(?:\$flags )?(--.*)\1$/gm)].flatMap(([, , list = '']) =>
    list.split(' '),
  )
  if (flags.length < 2) throw new Error('the flags are not found in the package any more')
  return flags
}

/** The daemon's parts, in a Node as the installed one is. */
const watcherOf = async (news: ReturnType<typeof waiting>, home: string, args: readonly string[]) => {
  let readers = 0
  const child = fork(join(import.meta.dirname, 'detect', 'watcher.ts'), args, { execArgv: await installedFlags() })
  const watching = Promise.withResolvers<string>()
  const stopped = once(child, 'exit')
  void stopped.then(() => watching.reject(new Error('the watcher has ended')))
  child.on('message', message => {
    const told = message as WatcherSays
    if (told.is === 'watching') watching.resolve(told.sensor)
    if (told.is === 'detection') news.came(told.path.replace('~', home), BigInt(told.at))
    if (told.is === 'reader') readers++
  })
  return {
    sensor: await watching.promise,
    readersStarted: () => readers,
    stop: async () => {
      child.send('stop')
      await stopped
    },
  }
}

/** One row as long as an entry, durable when it returns. */
const bareCommits = (file: string) => {
  const db = new DatabaseSync(file)
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE entry (body TEXT) STRICT')
  const insert = db.prepare('INSERT INTO entry VALUES (?)')
  const body = 'x'.repeat(1_500)
  return {
    commit: (): number => {
      const before = process.hrtime.bigint()
      insert.run(body)
      return ms(process.hrtime.bigint() - before)
    },
    close: () => db.close(),
  }
}

const ms = (ns: bigint): number => Number(ns) / 1e6

/** As fast as Node reads and hashes a file, with nothing else to do. */
const oneSha256 = (file: string): number => {
  const before = process.hrtime.bigint()
  const fd = openSync(file, 'r')
  const piece = Buffer.allocUnsafe(1024 * 1024)
  const hash = createHash('sha256')
  for (let read = readSync(fd, piece, {}); read > 0; read = readSync(fd, piece, {}))
    hash.update(piece.subarray(0, read))
  hash.digest()
  closeSync(fd)
  return ms(process.hrtime.bigint() - before)
}

/** The same program with other bytes at its end: nobody has read it yet. What is in the page cache stays there. */
const changeEnd = (file: string): void => {
  const fd = openSync(file, 'r+')
  writeSync(fd, randomBytes(16), 0, 16, UNSEEN_BYTES - 16)
  fsyncSync(fd)
  closeSync(fd)
}

const bundledWorker = async (into: string): Promise<string> => {
  const outfile = join(into, 'worker.mjs')
  const entry = join(import.meta.dirname, '..', '..', 'agent', 'identify', 'worker.ts')
  await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'error' })
  return outfile
}

const medianOf = (all: readonly number[]): number => figuresOf(all).p50

export const bench = async (): Promise<Result> => {
  const news = waiting()
  const launcher = launcherOf(news)
  // As the daemon does, for the bare commit's sake; what the launcher starts does not.
  goFirst()
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'waymark-detect-')))
  const home = join(dir, 'home')
  const work = join(home, 'work')
  await mkdir(work, { recursive: true })
  const { root } = await installAssistant('claude-code', join(dir, 'installed'))
  const original = join(work, 'claude')
  await copyFile(join(root, 'bin', 'claude.exe'), original)
  const names = Array.from({ length: WARM + KNOWN }, (_, i) => join(work, `tool-${i}`))
  // All before the first launch: a name more is a new state of the file, which would be read again.
  for (const name of names) await link(original, name)

  const daemon = await watcherOf(news, home, [join(dir, 'state'), home, await bundledWorker(dir)])
  const bare = bareCommits(join(dir, 'bare.db'))
  let polling: ChildProcess | null = null
  try {
    launcher.listen()
    await sleep(1_000)
    const ours: number[] = []
    const commits: number[] = []
    const forkstat: number[] = []
    let missed = 0
    for (const [i, path] of names.entries()) {
      const launched = await launcher.launch(path, ['--version'])
      const recorded = await news.at(path)
      // While the program goes on starting: the same disk and processors, as busy as they were for ours.
      const commit = bare.commit()
      const line = await news.at(`forkstat ${path}`, 100)
      await launcher.end()
      if (i < WARM) continue
      commits.push(commit)
      if (recorded === null) missed++
      else ours.push(ms(recorded - launched))
      if (line !== null) forkstat.push(ms(line - launched))
    }
    const readersForKnown = daemon.readersStarted()

    const full: number[] = []
    const hashes: number[] = []
    let unseen = join(work, 'unseen')
    await copyFile(original, unseen)
    await truncate(unseen, UNSEEN_BYTES)
    for (let i = 0; i < UNSEEN; i++) {
      // Under a name of its own, for what is known to run is no new detection.
      const path = join(work, `unseen-${i}`)
      await rename(unseen, path)
      unseen = path
      changeEnd(path)
      oneSha256(path)
      const launched = await launcher.launch(path, ['--version'])
      const recorded = await news.at(path)
      await launcher.end()
      if (recorded === null) missed++
      else full.push(ms(recorded - launched))
      hashes.push(oneSha256(path))
    }

    const polled: number[] = []
    polling = fork(join(import.meta.dirname, 'detect', 'polling.ts'))
    polling.on('message', message => news.came('polled', BigInt((message as { readonly at: string }).at)))
    for (let i = 0; i < POLLED; i++) {
      const path = join(work, `polled-${i}`)
      await copyFile('/bin/sleep', path)
      news.forget('polled')
      polling.send({ path })
      // Anywhere between two polls.
      await sleep(2_000 + Math.random() * 1_000)
      const launched = await launcher.launch(path, ['10'])
      const at = await news.at('polled', 8_000)
      await launcher.end()
      if (at !== null) polled.push(ms(at - launched))
    }

    const known = figuresOf(ours)
    const commit = figuresOf(commits)
    const sha256 = figuresOf(hashes)
    const ratios = { commit: known.p99 / commit.p99, sha256: medianOf(full) / sha256.p50 }
    const peers: Record<string, Figures> = {
      'one bare durable commit': commit,
      'one SHA-256 of the unseen file': sha256,
    }
    const ratio: Record<string, number> = {
      'one bare durable commit (p99)': ratios.commit,
      'one SHA-256 of the unseen file (p50)': ratios.sha256,
    }
    for (const [peer, samples] of Object.entries({
      'forkstat, its line': forkstat,
      'systeminformation each 1 s': polled,
    })) {
      if (samples.length === 0) continue
      peers[peer] = figuresOf(samples)
      ratio[`${peer} (p50)`] = known.p50 / figuresOf(samples).p50
    }
    return {
      bench: 'detect',
      n: ours.length,
      unit: 'ms',
      ours: {
        ...known,
        'unseen 250 MB p50': medianOf(full),
        'unseen 250 MB p99': figuresOf(full).p99,
        missed,
      },
      peers,
      ratio,
      goal: 'known file p99 ≤ 5 ms, or ≤ 2 × the p99 of one bare durable commit; never-seen 250 MB ≤ 1.5 × one SHA-256; none missed',
      met: missed === 0 && ours.length >= 500 && (known.p99 <= 5 || ratios.commit <= 2) && ratios.sha256 <= 1.5,
      notes: [
        `seen by ${daemon.sensor}, in a process with the flags of the installed one; the real Claude Code under ${KNOWN} names, ended as soon as it was recorded`,
        `readers started: ${readersForKnown} for the known file, ${daemon.readersStarted() - readersForKnown} for ${UNSEEN} unseen ones`,
        `the unseen file is the real one, cut to 250 MB, with 16 random bytes at its end; in the page cache`,
        'the bare commit follows each recording at once, while the program that was started goes on',
        forkstat.length === 0 ? 'forkstat is not here' : `forkstat told ${forkstat.length} of ${KNOWN} launches`,
        `systeminformation found ${polled.length} of ${POLLED} programs that each ran for seconds`,
      ],
    }
  } finally {
    bare.close()
    launcher.child.disconnect()
    polling?.disconnect()
    await daemon.stop()
    await rm(dir, { recursive: true, force: true })
  }
}
