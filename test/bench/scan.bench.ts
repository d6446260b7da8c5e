import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { openIdentifier } from '../../agent/identify/identifier.ts'
import { wantedOf } from '../../agent/identify/wanted.ts'
import { platform } from '../../agent/platform.ts'
import { openDisk } from '../../agent/sensors/disk.ts'
import { inventory } from '../../agent/sensors/inventory.ts'
import { catalogFiles } from '../../agent/settings/catalog-files.ts'
import { readCatalog } from '../../policies/language/read-catalog.ts'
import { figuresOf, type Result } from './result.ts'
import { makeHome } from './scan/made-home.ts'

const ROUNDS = 4
const CLI = path.join(import.meta.dirname, '../../agent/cli.ts')
const run = promisify(execFile)

/**
 * One look at a home of 200,000 files, beside `find` over the same tree. The look runs as a person types it, as a
 * program of its own, and again in this process, where no start of Node is counted.
 */
export const bench = async (): Promise<Result> => {
  const dir = await realpath(await mkdtemp(path.join(tmpdir(), 'waymark-scan-bench-')))
  try {
    return await measured(dir)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

const measured = async (dir: string): Promise<Result> => {
  const { catalog } = readCatalog(await catalogFiles())
  const home = path.join(dir, 'home')
  const made = makeHome(home, catalog)
  const took: Record<string, number[]> = {}
  const timed = async <T>(what: string, act: () => Promise<T>): Promise<T> => {
    const begun = performance.now()
    const answer = await act()
    took[what] = [...(took[what] ?? []), performance.now() - begun]
    return answer
  }
  const scan = async (state: string): Promise<number> => {
    const env = { PATH: process.env.PATH ?? '', WAYMARK_STATE_DIR: state, HOME: path.join(dir, 'nobody') }
    const { stdout } = await run(process.execPath, [CLI, 'scan', '--home', home, '--json'], {
      env,
      maxBuffer: 64 * 1024 * 1024,
    }).catch(banned)
    const { detections } = JSON.parse(stdout) as { detections: { tool: string; state: string }[] }
    return new Set(detections.filter(({ state: at }) => at !== 'trace').map(({ tool }) => tool)).size
  }
  const homes = [{ account: 'lin', uid: process.getuid?.() ?? 0, home }]
  const where = { homes, root: '/', system: false, path: [], wanted: wantedOf(catalog), platform }
  const touched = { opened: 0, listed: 0 }
  const look = async (cacheFile: string, count: boolean): Promise<number> => {
    const disk = openDisk(at => count && touched[at.endsWith('/') ? 'listed' : 'opened']++)
    const identifier = openIdentifier({ catalog, cacheFile, log: () => {} })
    try {
      const { seen } = await inventory(where, disk)
      return (await identifier.identify(seen, homes)).findings.length
    } finally {
      await identifier.close()
    }
  }
  const counts = new Set<number>()
  for (let round = 0; round <= ROUNDS; round++) {
    // The first round warms the page cache for all of them, and is not counted.
    if (round === 1) for (const what of Object.keys(took)) delete took[what]
    const state = path.join(dir, `state-${round}`)
    await mkdir(path.join(state, 'private'), { recursive: true, mode: 0o700 })
    counts.add(await timed('scan', () => scan(state)))
    await timed('find', () => run('find', [home, '-type', 'f'], { maxBuffer: 256 * 1024 * 1024 }))
    counts.add(await timed('second scan', () => scan(state)))
    await timed('node alone', () => run(process.execPath, ['-e', '0']))
    await timed('waymark alone', () => run(process.execPath, [CLI, 'help']))
    await timed('in process', () => look(path.join(state, 'other.db'), round === 0))
    await timed('second in process', () => look(path.join(state, 'other.db'), false))
  }
  const of = (what: string) => figuresOf((took[what] ?? []).map(ms => ms / 1_000))
  const [ours, second, find] = [of('scan'), of('second scan'), of('find')]
  const ratio = { find: ours.p50 / find.p50, 'second scan by first': second.p50 / ours.p50 }
  const peers = Object.fromEntries(
    ['find', 'second scan', 'node alone', 'waymark alone', 'in process', 'second in process'].map(what => [
      what,
      of(what),
    ]),
  )
  const inProcess = of('in process').p50
  return {
    bench: 'scan',
    n: ROUNDS,
    unit: 's',
    ours: { ...ours, filesOpened: touched.opened, foldersListed: touched.listed, found: Math.min(...counts) },
    peers,
    ratio: {
      ...ratio,
      'find, in process': inProcess / find.p50,
      'second by first, in process': of('second in process').p50 / inProcess,
    },
    goal: 'at most 1 × find over the same tree; a second scan at most a tenth of the first',
    met: ratio.find <= 1 && ratio['second scan by first'] <= 0.1 && Math.min(...counts) === made.tools.length,
    notes: [
      `${made.files} files, ${made.tools.length} assistants made of their manifests and small programs`,
      'files opened are those of the inventory; the programs that were found are read besides, once',
      'a scan that is typed starts Node and loads the agent first (`waymark alone`), which no cache can spare it',
    ],
  }
}

/** A scan that finds what is banned ends with 1, and has printed all the same. */
const banned = (error: unknown): { stdout: string } => {
  if (error instanceof Error && 'code' in error && error.code === 1 && 'stdout' in error)
    return { stdout: String(error.stdout) }
  throw error
}
