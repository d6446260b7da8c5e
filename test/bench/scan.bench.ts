import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { readShipped } from '../../agent/settings/shipped-catalog.ts'
import { type Packaged, packaged } from '../packaged.ts'
import { figuresOf, type Result } from './result.ts'
import type { Looked } from './scan/looking.ts'
import { makeHome } from './scan/made-home.ts'

const ROUNDS = 5
const LOOKING = path.join(import.meta.dirname, 'scan/looking.ts')
const run = promisify(execFile)

/**
 * A home of 200,000 files with 30 assistants, beside `find` over the same tree, each a first and a second time: one look
 * of a running agent, and the installed command as a person types it.
 */
export const bench = async (): Promise<Result> => {
  const dir = await realpath(await mkdtemp(path.join(tmpdir(), 'waymark-scan-bench-')))
  const place = await packaged()
  try {
    return await measured(dir, place)
  } finally {
    await place.remove()
    await rm(dir, { recursive: true, force: true })
  }
}

const SHOWN = {
  look: 'a first look',
  again: 'a second look',
  find: 'find',
  typed: 'a first typed scan',
  typedAgain: 'a second typed scan',
  start: 'waymark help',
  node: 'an empty Node',
} as const
type What = keyof typeof SHOWN

const measured = async (dir: string, place: Packaged): Promise<Result> => {
  const home = path.join(dir, 'home')
  const made = makeHome(home, (await readShipped()).catalog)
  const samples = new Map<What, number[]>()
  const keep = (what: What, ms: number): void => {
    samples.set(what, [...(samples.get(what) ?? []), ms / 1_000])
  }
  const timed = async (what: What, act: () => Promise<unknown>): Promise<void> => {
    const begun = performance.now()
    await act()
    keep(what, performance.now() - begun)
  }
  const found = new Set<number>()
  const node = path.join(place.program, 'bin/node')
  const waymark = path.join(place.program, 'waymark')
  const looks: Looked[] = []
  const look = async (state: string): Promise<void> => {
    const reader = path.join(place.program, 'agent/identify/worker.mjs')
    const { stdout } = await run(node, [LOOKING, home, state, reader])
    const looked = JSON.parse(stdout) as Looked
    looks.push(looked)
    keep('look', looked.first.inventory + looked.first.identification)
    keep('again', looked.second.inventory + looked.second.identification)
    for (const each of Object.values(looked)) found.add(each.found)
  }
  const scan = async (state: string): Promise<void> => {
    const env = { ...place.env, WAYMARK_STATE_DIR: state }
    const args = ['scan', '--home', home, '--json']
    const { stdout } = await run(waymark, args, { env, maxBuffer: 64 * 1024 ** 2 }).catch(banned)
    const { detections } = JSON.parse(stdout) as { detections: { tool: string; state: string }[] }
    found.add(new Set(detections.filter(({ state: at }) => at !== 'trace').map(({ tool }) => tool)).size)
  }
  for (let round = 0; round <= ROUNDS; round++) {
    const state = path.join(dir, `state-${round}`)
    await mkdir(path.join(state, 'private'), { recursive: true, mode: 0o700 })
    await look(state)
    // What it prints goes nowhere: nobody who reads it keeps it waiting.
    await timed('find', () => once(spawn('find', [home, '-type', 'f'], { stdio: 'ignore' }), 'exit'))
    await timed('typed', () => scan(state))
    await timed('typedAgain', () => scan(state))
    await timed('start', () => run(waymark, ['help'], { env: place.env }))
    await timed('node', () => run(node, ['-e', '0'], { env: place.env }))
    // The first round warms the page cache for all of them, and is not counted.
    if (round === 0) samples.clear()
  }
  const of = (what: What) => figuresOf(samples.get(what) ?? [])
  const by = (what: What, other: What): number => of(what).p50 / of(other).p50
  const { first, second } = looks.at(-1) ?? fail()
  const whole = [...found].every(count => count === made.tools.length)
  const shown = (ms: number): string => `${ms.toFixed(0)} ms`
  const peers: readonly What[] = ['again', 'find', 'typed', 'typedAgain', 'start', 'node']
  return {
    bench: 'scan',
    n: ROUNDS,
    unit: 's',
    ours: {
      ...of('look'),
      filesOpened: first.opened,
      foldersListed: first.listed,
      filesRead: first.read,
      found: Math.min(...found),
    },
    peers: Object.fromEntries(peers.map(what => [SHOWN[what], of(what)])),
    ratio: {
      find: by('look', 'find'),
      'a first look, a second one': by('again', 'look'),
      'find, a typed scan': by('typed', 'find'),
      'a first typed, a second one': by('typedAgain', 'typed'),
    },
    goal: 'a look of a running agent: at most 1 × find over the same tree, a second at most a tenth of the first',
    met: by('look', 'find') <= 1 && by('again', 'look') <= 0.1 && whole,
    notes: [
      `${made.files} files; ${made.tools.length} assistants, of their manifests and small programs`,
      `the last first look: inventory ${shown(first.inventory)}, identification ${shown(first.identification)} with ` +
        `the start of the reader, which reads ${first.read} files whole: find opens none`,
      `the last second look: inventory ${shown(second.inventory)}, identification ${shown(second.identification)}; ` +
        `it opens ${second.opened} files, lists ${second.listed} folders and reads ${second.read} files whole: it asks whether all is as it was`,
      'what is typed starts Node and loads the agent each time: a second scan cannot be shorter than `waymark help`',
    ],
  }
}

const fail = (): never => {
  throw new Error('nothing was looked at')
}

/** A scan that finds what is banned ends with 1, and has printed all the same. */
const banned = (error: unknown): { stdout: string } => {
  if (error instanceof Error && 'code' in error && error.code === 1 && 'stdout' in error)
    return { stdout: String(error.stdout) }
  throw error
}
