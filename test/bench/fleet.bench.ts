import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { authority, writePair } from '../../console/tls/scratch.ts'
import type { ConsoleSaid, ConsoleTask } from './bench-console.ts'
import { type BenchDevice, makeDevices } from './bench-devices.ts'
import { type Child, startChild } from './child.ts'
import type { AgentsSaid, AgentsState, AgentsTask } from './fleet/agents.ts'
import { figuresOf, type Result } from './result.ts'
import { memoryOf, spentBy } from './usage.ts'

const script = (name: string): string => path.join(import.meta.dirname, name)
/** As many as `FLEET_AGENTS` says; the goal is that of 10,000. */
const AGENTS = Number(process.env.FLEET_AGENTS ?? 10_000)
/** One process of agents holds so many. */
const PER_PROCESS = 5_000
const IDLE_MS = 30_000
/** Nothing is waited for longer than that, ms. */
const PATIENCE = 180_000
const GOAL = { backMs: 30_000, kib: 45 }

type Agents = Child<AgentsSaid>

const totals = async (all: readonly Agents[]): Promise<AgentsState> => {
  const states = await Promise.all(
    all.map(async agents => {
      agents.tell({})
      return (await agents.said('state')).state
    }),
  )
  const errors: Record<string, number> = {}
  for (const state of states)
    for (const [why, count] of Object.entries(state.errors)) errors[why] = (errors[why] ?? 0) + count
  const sum = (of: (state: AgentsState) => number): number => states.reduce((total, state) => total + of(state), 0)
  return { connected: sum(state => state.connected), applied: sum(state => state.applied), errors }
}

/** @returns ms until it holds. @throws after `PATIENCE`. */
const until = async (what: string, holds: () => Promise<number>, goal: number): Promise<number> => {
  const began = performance.now()
  for (;;) {
    const reached = await holds()
    if (reached >= goal) return performance.now() - began
    if (performance.now() - began > PATIENCE) throw new Error(`${what}: ${reached} of ${goal} within ${PATIENCE} ms`)
    await sleep(100)
  }
}

const startConsole = async (task: ConsoleTask) => {
  const console = startChild<ConsoleSaid>(script('bench-console.ts'), task)
  const { ready } = await console.said('ready')
  const state = async () => {
    console.tell({})
    return (await console.said('state')).state
  }
  return { console, ready, state }
}

/** Ten thousand agents at one console: what they cost, and how they come back. */
export const bench = async (): Promise<Result> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'waymark-fleet-'))
  const { ca, leaf } = await authority()
  const tls = await writePair(dir, leaf)
  const store = path.join(dir, 'store')
  const devices: BenchDevice[] = makeDevices(AGENTS)
  const children: Child<object>[] = []
  try {
    let running = await startConsole({ store, tls, port: 0, devices })
    children.push(running.console)
    const { port, key: consoleKey } = running.ready
    const empty = memoryOf(running.console.pid).rss
    const fleet: Agents[] = []
    const began = performance.now()
    for (let first = 0; first < AGENTS; first += PER_PROCESS) {
      const task: AgentsTask = {
        url: `wss://127.0.0.1:${port}/agent`,
        ca: ca.cert,
        consoleKey,
        devices: devices.slice(first, first + PER_PROCESS),
        first,
        from: `127.0.0.${2 + first / PER_PROCESS}`,
        over: AGENTS * 2,
      }
      fleet.push(startChild<AgentsSaid>(script('fleet/agents.ts'), task))
    }
    children.push(...fleet)
    const connected = async (): Promise<number> => (await totals(fleet)).connected
    await until('first connection', connected, AGENTS)
    const joinMs = performance.now() - began

    await sleep(5_000)
    const before = spentBy(running.console.pid).cpuMs
    await running.state()
    await sleep(IDLE_MS)
    const idleCpu = ((spentBy(running.console.pid).cpuMs - before) / IDLE_MS) * 100
    const idle = await running.state()
    const kib = (memoryOf(running.console.pid).rss - empty) / 1_024 / AGENTS

    const policyMs = async (text: string): Promise<number> => {
      const { applied } = await totals(fleet)
      running.console.tell({ publish: text })
      return await until('policy', async () => (await totals(fleet)).applied - applied, AGENTS)
    }
    const newsMs = await policyMs('policy: bench\nsanctioned: qoder\nrules: []\n')
    const { lag: newsLag } = await running.state()

    /** From the moment that the new console listens; agents come by the time they were told, or by their own back-off. */
    const restart = async (signal: 'SIGTERM' | 'SIGKILL') => {
      const asked = performance.now()
      await running.console.end(signal)
      const stopMs = performance.now() - asked
      running = await startConsole({ store, tls, port, devices: [] })
      children.push(running.console)
      const backMs = await until(`back after ${signal}`, async () => (await running.state()).connected, AGENTS)
      return { stopMs, backMs, lag: (await running.state()).lag }
    }
    const drained = await restart('SIGTERM')
    await sleep(2_000)
    const killed = await restart('SIGKILL')
    const { errors } = await totals(fleet)
    const failures = Object.values(errors).reduce((sum, count) => sum + count, 0)
    const slowest = Math.max(drained.backMs, killed.backMs)
    const load = os.loadavg()[0] ?? 0
    return {
      bench: 'fleet',
      n: AGENTS,
      unit: 'ms until all agents are back after a restart of the console',
      ours: {
        ...figuresOf([drained.backMs, killed.backMs]),
        drainedMs: drained.backMs,
        killedMs: killed.backMs,
        stopMs: drained.stopMs,
        lagMs: Math.max(drained.lag, killed.lag),
        kibEach: kib,
        idleCpuPercent: idleCpu,
        idleLagMs: idle.lag,
        policyMs: newsMs,
        policyLagMs: newsLag,
        firstMs: joinMs,
        errors: failures,
      },
      peers: {},
      ratio: {},
      goal: `${AGENTS} back in at most ${GOAL.backMs / 1_000} s, without an error, at most ${GOAL.kib} KiB each`,
      met: slowest <= GOAL.backMs && failures === 0 && kib <= GOAL.kib,
      notes: [
        `real TLS 1.3, keys, nonces and proofs; ${fleet.length} processes of agents on the same ${os.availableParallelism()} cores`,
        'drained: SIGTERM, agents are told when to come back; killed: SIGKILL, they come by their back-off alone',
        `idle: ${IDLE_MS / 1_000} s with a ping each 20 s; policy: from its publishing until the last applied entry is acknowledged`,
        `errors: ${JSON.stringify(errors)}; load ${load.toFixed(1)} at the end`,
      ],
    }
  } finally {
    await Promise.all(children.map(child => child.end('SIGKILL')))
    await rm(dir, { recursive: true, force: true })
  }
}
