import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { TlsFiles } from '../../console/tls/files.ts'
import { authority, writePair } from '../../console/tls/scratch.ts'
import type { ConsoleSaid, ConsoleTask } from './bench-console.ts'
import { type BenchDevice, makeDevices } from './bench-devices.ts'
import { startChild } from './child.ts'
import type { ClientsSaid, ClientsTask } from './intake/clients.ts'
import type { EchoSaid, EchoTask } from './intake/echo.ts'
import type { RowsSaid, RowsTask } from './intake/rows.ts'
import { figuresOf, type Result } from './result.ts'
import { spentBy } from './usage.ts'

const HERE = import.meta.dirname
const script = (name: string): string => path.join(HERE, name)
const PER_BATCH = 100
const CASES = [
  { agents: 1, batches: 300 },
  { agents: 100, batches: 6 },
  { agents: 1_000, batches: 1 },
] as const
const ROUNDS = Number(process.env.ROUNDS ?? 3)
/** As many entries as the console puts into one transaction. */
const GROUP = 1_000
const GOAL = 0.5

type Run = { readonly perSecond: number; readonly ackP99: number; readonly cpuUs: number }
type Case = { readonly agents: number; readonly batches: number; readonly devices: readonly BenchDevice[] }
type Place = { readonly dir: string; readonly tls: TlsFiles; readonly ca: string }

const clientsAgainst = async (
  { port, consoleKey, pid }: { port: number; consoleKey: string | null; pid: number },
  { devices, batches }: Case,
  { ca }: Place,
): Promise<Run> => {
  const task: ClientsTask = {
    url: `wss://127.0.0.1:${port}/agent`,
    ca,
    consoleKey,
    devices,
    batches,
    perBatch: PER_BATCH,
  }
  const clients = startChild<ClientsSaid>(script('intake/clients.ts'), task)
  try {
    await clients.said('connected')
    const before = spentBy(pid).cpuMs
    clients.tell({ go: true })
    const { done } = await clients.said('done')
    const cpuUs = ((spentBy(pid).cpuMs - before) * 1_000) / done.entries
    return { perSecond: (done.entries * 1_000) / done.ms, ackP99: done.p99, cpuUs }
  } finally {
    await clients.end('SIGKILL')
  }
}

let opened = 0
const freshStore = (place: Place): string => path.join(place.dir, `store-${opened++}`)

const ours = async (one: Case, place: Place): Promise<Run> => {
  const task: ConsoleTask = { store: freshStore(place), tls: place.tls, port: 0, devices: one.devices }
  const console = startChild<ConsoleSaid>(script('bench-console.ts'), task)
  try {
    const { ready } = await console.said('ready')
    return await clientsAgainst({ port: ready.port, consoleKey: ready.key, pid: console.pid }, one, place)
  } finally {
    await console.end('SIGKILL')
  }
}

const echo = async (one: Case, place: Place): Promise<Run> => {
  const task: EchoTask = { tls: place.tls }
  const server = startChild<EchoSaid>(script('intake/echo.ts'), task)
  try {
    const { ready } = await server.said('ready')
    return await clientsAgainst({ port: ready.port, consoleKey: null, pid: server.pid }, one, place)
  } finally {
    await server.end('SIGKILL')
  }
}

const rows = async (
  { devices, batches, agents }: Case,
  place: Place,
): Promise<{ whole: number; entriesAlone: number }> => {
  const group = agents === 1 ? 1 : GROUP / PER_BATCH
  const task: RowsTask = { store: freshStore(place), devices, batches, perBatch: PER_BATCH, group }
  const writer = startChild<RowsSaid>(script('intake/rows.ts'), task)
  const { done } = await writer.said('done')
  await writer.end()
  return { whole: (done.entries * 1_000) / done.ms, entriesAlone: (done.entries * 1_000) / done.entriesAloneMs }
}

const median = (values: readonly number[]): number => figuresOf(values).p50

/** Durable detections a second, end to end over TLS, beside what network and disk alone can do in the same run. */
export const bench = async (): Promise<Result> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'waymark-bench-'))
  const { ca, leaf } = await authority()
  const place: Place = { dir, ca: ca.cert, tls: await writePair(dir, leaf) }
  const notes: string[] = []
  const figures = {
    ours: {} as Record<string, number>,
    echo: {} as Record<string, number>,
    sqlite: {} as Record<string, number>,
  }
  const ratio: Record<string, number> = {}
  const all: number[] = []
  try {
    for (const { agents, batches } of CASES) {
      const one: Case = { agents, batches, devices: makeDevices(agents) }
      const runs = { ours: [] as Run[], echo: [] as Run[], rows: [] as { whole: number; entriesAlone: number }[] }
      for (let round = 0; round < ROUNDS; round++) {
        runs.echo.push(await echo(one, place))
        runs.rows.push(await rows(one, place))
        runs.ours.push(await ours(one, place))
      }
      const rate = median(runs.ours.map(run => run.perSecond))
      const [network, disk] = [median(runs.echo.map(run => run.perSecond)), median(runs.rows.map(run => run.whole))]
      all.push(...runs.ours.map(run => run.perSecond))
      figures.ours[`agents${agents}`] = Math.round(rate)
      figures.ours[`ackP99Ms${agents}`] = median(runs.ours.map(run => run.ackP99))
      figures.ours[`cpuUs${agents}`] = median(runs.ours.map(run => run.cpuUs))
      figures.echo[`agents${agents}`] = Math.round(network)
      figures.echo[`ackP99Ms${agents}`] = median(runs.echo.map(run => run.ackP99))
      figures.sqlite[`agents${agents}`] = Math.round(disk)
      figures.sqlite[`entriesAlone${agents}`] = Math.round(median(runs.rows.map(run => run.entriesAlone)))
      ratio[`slower limit, ${agents} agents`] = rate / Math.min(network, disk)
    }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
  const load = os.loadavg()[0] ?? 0
  const spread = (of: Record<string, number>) => {
    const rates = CASES.map(({ agents }) => of[`agents${agents}`] ?? 0)
    return { p50: median(rates), p99: Math.min(...rates), ...of }
  }
  notes.push(
    `${PER_BATCH} detections a batch, one batch in flight an agent; each changes its detection; medians of ${ROUNDS} interleaved rounds`,
    'p50: the median of the three cases, p99: the slowest; ratio: ours by the slower limit, more is better',
    'sqlite writes entry and detection as the console does, with the same indexes; entriesAlone: the entries, and nothing of what they say',
    `${os.availableParallelism()} cores, shared with the clients; load ${load.toFixed(1)} at the end`,
  )
  return {
    bench: 'intake',
    n: all.length,
    unit: 'detections a second, durable',
    ours: spread(figures.ours),
    peers: { 'bare ws echo over TLS': spread(figures.echo), 'bare SQLite insert': spread(figures.sqlite) },
    ratio,
    goal: `at least ${GOAL} of the slower limit for 1, 100 and 1,000 agents`,
    met: Object.values(ratio).every(value => value >= GOAL),
    notes,
  }
}
