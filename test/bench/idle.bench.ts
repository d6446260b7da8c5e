import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { packaged, startPackaged } from '../packaged.ts'
import { figuresOf, type Result } from './result.ts'
import { forksSoFar, memoryOf, spentBy, treeOf } from './usage.ts'

/**
 * A minute in which nothing concerns the agent: the installed daemon with everything on, all its processes summed,
 * beside a Node that does nothing, from the same file. Both are measured in the same minute. Other programs of the
 * machine make work for the agent, so of up to three minutes the one counts in which fewest began.
 */

const SETTLE = Number(process.env.WAYMARK_BENCH_SETTLE ?? 30) * 1_000
const SECONDS = Number(process.env.WAYMARK_BENCH_SECONDS ?? 60)
const MINUTES = 3
/** Processes and threads that begin in a minute of a machine on which nobody works. */
const CALM = 60
const MB = 1_024 * 1_024

const measure = (pid: number): (() => Record<string, number>) => {
  const before = spentBy(pid)
  return () => {
    const after = spentBy(pid)
    const memory = memoryOf(pid)
    return {
      cpuMs: after.cpuMs - before.cpuMs,
      voluntary: after.voluntary - before.voluntary,
      involuntary: after.involuntary - before.involuntary,
      processes: treeOf(pid).length,
      rssMB: memory.rss / MB,
      privateMB: memory.private / MB,
      cleanMB: memory.clean / MB,
    }
  }
}

type Minute = {
  readonly began: number
  readonly mine: Record<string, number>
  readonly node: Record<string, number>
}

const oneMinute = async (agent: number, empty: ChildProcess): Promise<Minute> => {
  const forks = forksSoFar()
  const ours = measure(agent)
  const theirs = measure(empty.pid ?? 0)
  await sleep(SECONDS * 1_000)
  return { mine: ours(), node: theirs(), began: forksSoFar() - forks }
}

export const bench = async (): Promise<Result> => {
  const place = await packaged()
  try {
    const fixture = join(place.home, '.claude', 'settings.json')
    await mkdir(join(fixture, '..'), { recursive: true })
    await writeFile(fixture, '{}')
    const agent = await startPackaged(place)
    const empty = spawn(join(place.program, 'bin', 'node'), ['-e', 'setInterval(() => {}, 2 ** 30)'], {
      stdio: 'ignore',
    })
    try {
      await sleep(SETTLE)
      const status = JSON.parse((await place.verb('status', '--json')).stdout) as { sensors?: unknown }
      await sleep(1_000)
      const minutes = [await oneMinute(agent.pid, empty)]
      while (minutes.length < MINUTES && minutes.every(({ began }) => began > CALM))
        minutes.push(await oneMinute(agent.pid, empty))
      const [calmest] = minutes.toSorted((a, b) => a.began - b.began)
      if (calmest === undefined) throw new Error('no minute was measured')
      const { mine, node, began } = calmest
      const cpuShare = (mine.cpuMs ?? 0) / (SECONDS * 1_000)
      const ratio = (mine.privateMB ?? 0) / (node.privateMB ?? 1)
      const each = minutes.map(({ mine: { cpuMs = 0, privateMB = 0 }, began }) => {
        const private_ = privateMB.toFixed(1)
        return `${began} began: ${cpuMs.toFixed(0)} ms, ${private_} MB private`
      })
      return {
        bench: 'idle',
        n: SECONDS,
        unit: 'MB private',
        ours: { ...figuresOf([mine.privateMB ?? 0]), ...mine },
        peers: { 'an empty Node': { ...figuresOf([node.privateMB ?? 0]), ...node } },
        ratio: { 'an empty Node': ratio },
        goal: 'private ≤ 2 × an empty Node, RSS ≤ 60 MB, CPU ≤ 0.1 %',
        met: ratio <= 2 && (mine.rssMB ?? 0) <= 60 && cpuShare <= 0.001,
        notes: [
          `CPU ${(cpuShare * 100).toFixed(3)} % of one processor over ${SECONDS} s`,
          `the calmest of ${minutes.length} minutes: ${began} processes or threads began on this machine, each of which the agent looks at`,
          `minutes in their order: ${each.join('; ')}`,
          'the console that the agent is enrolled to writes on the same disk; its writes are events to the agent',
          `sensors: ${JSON.stringify(status.sensors)}`,
        ],
      }
    } finally {
      empty.kill('SIGTERM')
      await once(empty, 'exit')
      await agent.stop()
    }
  } finally {
    await place.remove()
  }
}
