import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { access, mkdir, mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Figures, figuresOf, type Result } from './result.ts'
import type { Done, Order } from './storm-launcher.ts'
import type { Watched } from './storm-watcher.ts'
import { writeTinyProgram } from './tiny-program.ts'

const [LAUNCHES, FILES, STORMS, ROUNDS] = [16_000, 40_000, 2, 3]

type Peer = { readonly name: string; readonly program: string; readonly args: readonly string[] }
const FORKSTAT: Peer = { name: 'forkstat', program: '/usr/bin/forkstat', args: ['-e', 'exec'] }
const FATRACE: Peer = { name: 'fatrace', program: '/usr/sbin/fatrace', args: ['-c', '-f', 'CDW'] }

/** Processor time that all threads of a process have had, µs. */
const cpuOf = (pid: number): number =>
  readdirSync(`/proc/${pid}/task`)
    .map(task => Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]) / 1_000)
    .reduce((sum, each) => sum + each, 0)

const answer = async (child: ChildProcess): Promise<unknown> => (await once(child, 'message'))[0]
const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}
const begin = async (file: string, args: readonly string[] = []): Promise<ChildProcess> => {
  const child = fork(path.join(import.meta.dirname, file), args)
  await answer(child)
  return child
}

type Storm = { readonly ms: number; readonly pids: readonly number[] }
const storm = async (order: Order): Promise<Storm> => {
  const launchers = await Promise.all(Array.from({ length: STORMS }, () => begin('storm-launcher.ts')))
  try {
    const done = await Promise.all(
      launchers.map(launcher => {
        launcher.send({ ...order, times: order.times / STORMS })
        return answer(launcher) as Promise<Done>
      }),
    )
    return { ms: Math.max(...done.map(({ ms }) => ms)), pids: done.flatMap(({ pids }) => pids) }
  } finally {
    await Promise.all(launchers.map(end))
  }
}

type Round = { readonly cpu: number; readonly ms: number; readonly missed: number; readonly overflows: number }

const underWaymark = async (program: string, folder: string, order: Order): Promise<Round> => {
  const watcher = await begin('storm-watcher.ts', [program, folder])
  try {
    const before = cpuOf(watcher.pid ?? 0)
    const { ms, pids } = await storm(order)
    watcher.send('report')
    const { launched, files, overflows } = (await answer(watcher)) as Watched
    const cpu = cpuOf(watcher.pid ?? 0) - before
    const seen = new Map(launched)
    const missedPid = (pid: number): boolean => {
      const left = seen.get(pid) ?? 0
      seen.set(pid, left - 1)
      return left < 1
    }
    const missed = 'launch' in order ? pids.filter(missedPid).length : order.times - files
    return { cpu: cpu / order.times, ms, missed, overflows }
  } finally {
    await end(watcher)
  }
}

const underPeer = async ({ program, args }: Peer, folder: string, line: RegExp, order: Order): Promise<Round> => {
  const peer = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
  let [lines, rest] = [0, '']
  peer.stdout.setEncoding('utf8').on('data', (text: string) => {
    const [last = '', ...whole] = (rest + text).split('\n').reverse()
    rest = last
    lines += whole.filter(each => line.test(each)).length
  })
  try {
    await sleep(500)
    const before = cpuOf(peer.pid ?? 0)
    const { ms } = await storm(order)
    await sleep(1_000)
    const cpu = cpuOf(peer.pid ?? 0) - before
    return { cpu: cpu / order.times, ms, missed: Math.max(0, order.times - lines), overflows: 0 }
  } finally {
    await end(peer)
  }
}

const sum = (rounds: readonly Round[], of: 'missed' | 'overflows'): number =>
  rounds.reduce((all, round) => all + round[of], 0)
const median = (values: readonly number[]): number => figuresOf(values).p50
const has = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )

type Kind = {
  readonly ours: readonly Round[]
  readonly peer: readonly Round[]
  readonly slower: number
  readonly bare: number
}
const compare = async (dir: string, kind: 'launches' | 'files'): Promise<Kind> => {
  const program = path.join(dir, 'storm-program')
  const peer = kind === 'launches' ? FORKSTAT : FATRACE
  const present = await has(peer.program)
  const [bare, ours, theirs]: [number[], Round[], Round[]] = [[], [], []]
  for (let round = 0; round < ROUNDS; round++) {
    const folder = path.join(dir, `round-${round}`)
    const order = async (): Promise<Order> => {
      await rm(folder, { recursive: true, force: true })
      await mkdir(folder)
      return kind === 'launches' ? { launch: program, times: LAUNCHES } : { fill: folder, times: FILES }
    }
    bare.push((await storm(await order())).ms)
    ours.push(await underWaymark(program, folder, await order()))
    // A launch that is told without its program's name is missed: the name is what anyone asks for.
    const line = kind === 'launches' ? /storm-program/ : new RegExp(`: C\\S* .*round-${round}/`)
    if (present) theirs.push(await underPeer(peer, dir, line, await order()))
  }
  return { ours, peer: theirs, slower: median(ours.map(({ ms }) => ms)) / median(bare), bare: median(bare) }
}

/** 16,000 launches and 40,000 new files, from two processes at full speed on a tmpfs, under each watcher in turn. */
export const bench = async (): Promise<Result> => {
  const dir = await mkdtemp('/dev/shm/waymark-storm-')
  try {
    await writeTinyProgram(path.join(dir, 'storm-program'))
    const launches = await compare(dir, 'launches')
    const files = await compare(dir, 'files')
    const all = [...launches.ours, ...files.ours]
    const cpuOfRounds = (rounds: readonly Round[]): Figures => figuresOf(rounds.map(({ cpu }) => cpu))
    const ours = {
      ...cpuOfRounds(launches.ours),
      perFile: median(files.ours.map(({ cpu }) => cpu)),
      missedLaunches: sum(launches.ours, 'missed'),
      missedFiles: sum(files.ours, 'missed'),
      overflows: sum(all, 'overflows'),
      slowerLaunches: launches.slower,
      slowerFiles: files.slower,
    }
    const peers: Record<string, Figures> = {}
    const ratio: Record<string, number> = {}
    const notes = [
      `launches: ${ROUNDS} rounds of ${LAUNCHES}, ${Math.round(launches.bare)} ms each without a watcher`,
      `files: ${ROUNDS} rounds of ${FILES}, ${Math.round(files.bare)} ms each without a watcher; each made and closed`,
      'perFile and fatrace: µs of processor time a file; slower…: time of the storm by that without a watcher',
    ]
    for (const [{ name, program }, { peer, bare }, own] of [
      [FORKSTAT, launches, ours.p50],
      [FATRACE, files, ours.perFile],
    ] as const) {
      if (peer.length === 0) notes.push(`${program} is not on this machine`)
      else {
        const figures = cpuOfRounds(peer)
        const slower = median(peer.map(({ ms }) => ms)) / bare
        peers[name] = { ...figures, missed: sum(peer, 'missed'), slower }
        ratio[name] = own / figures.p50
      }
    }
    const unreported = all.filter(({ missed, overflows }) => missed > 0 && overflows === 0).length
    return {
      bench: 'storm',
      n: LAUNCHES,
      unit: 'µs of processor time a launch',
      ours,
      peers,
      ratio,
      goal: 'no launch and no file missed, no loss unreported',
      met: ours.missedLaunches === 0 && ours.missedFiles === 0 && unreported === 0,
      notes,
    }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
