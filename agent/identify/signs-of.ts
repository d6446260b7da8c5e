import type { Fault } from '../open-file.ts'
import type {
  ConfigSeen,
  ExtensionSeen,
  Home,
  NotSeen,
  Observation,
  PackageSeen,
  ProcessSeen,
  ProgramSeen,
} from '../sensors/observation.ts'
import { evidenceInside, evidenceOfNames, evidenceOfPaths, type Pointing, pointing } from './evidence-of.ts'
import type { Manifests } from './manifests.ts'
import type { Matchers } from './matchers.ts'
import { placeOf, withoutOwnRoot } from './place.ts'
import type { Reading, Wish } from './readings.ts'
import type { Scanned } from './scan-file.ts'
import { shownPath, shownVersion } from './shown.ts'
import type { Sign } from './sign.ts'
import { type Worth, worthReading } from './worth-reading.ts'

/** What turning observations into signs needs. */
export type Bench = {
  readonly matchers: Matchers
  readonly manifests: Manifests
  readonly homes: readonly Home[]
  readonly read: (wish: Wish) => Promise<Reading>
  /** Where packages that have no package.json keep the programs that they brought: program to package's folder. */
  readonly brought: Map<string, string>
  readonly missed: (missed: NotSeen) => void
}

export const signsOf = (seen: Observation, bench: Bench): Promise<Sign[]> =>
  (SIGNS[seen.kind] as (seen: Observation, bench: Bench) => Promise<Sign[]>)(seen, bench)

type File = {
  readonly path: string
  /** What to open, where that is another path. */
  readonly open?: string
  readonly worth: Worth
  readonly account: string | null
  /** Names beside the path's own: of a process, of a link to it. */
  readonly names: readonly (string | null)[]
  readonly also: readonly string[]
  readonly process: ProcessSeen | null
}

/** A file that can be the program of a tool, whatever it is called. */
const signsOfFile = async (file: File, bench: Bench): Promise<Sign[]> => {
  const { matchers, manifests, homes, brought } = bench
  const real = withoutOwnRoot(file.path)
  const files = [real, ...file.also]
  const named = evidenceOfNames([...file.names, ...files], matchers)
  const placed = evidenceOfPaths({ files, account: file.account, homes }, matchers)
  // The name of a file that does not run is worth a look, and no evidence: `process` says that it runs.
  const names = [...placed, ...(file.process === null ? [] : named)]
  const above = await manifests.above(file.path)
  const packaged = above.flatMap(({ name }) => matchers.packages('npm', name))
  const known = named.length > 0 || placed.length > 0 || packaged.length > 0 || brought.has(real)
  const scanned = await contentOf(file, known, bench)
  const inside = scanned === null ? [] : evidenceInside(scanned, matchers)
  const tools = new Set([...inside, ...names, ...packaged].map(({ tool }) => tool))
  const signs = [...tools].map(async (tool): Promise<Sign> => {
    const mine = (all: readonly Pointing[]): Pointing[] => all.filter(each => each.tool === tool)
    const place = await placeOf(tool, file.path, matchers, manifests)
    const packages = place.packages.map(({ pointer, manifest }) =>
      pointing(pointer, shownVersion(manifest.name, manifest.version)),
    )
    const runs = mine(inside).length > 0 || place.started || place.packages.length === 0
    return {
      tool,
      account: file.account,
      install: place.packages.length === 0 ? (brought.get(real) ?? place.install) : place.install,
      version: mine(inside).find(({ version }) => version !== null)?.version ?? place.version,
      inside: place.inside,
      sha256: mine(inside).length > 0 || place.started ? (scanned?.sha256 ?? null) : null,
      process: runs ? running(file.process) : null,
      evidence: [...packages, ...mine(inside), ...mine(names)].map(({ evidence }) => evidence),
    }
  })
  return Promise.all(signs)
}

const running = (process: ProcessSeen | null): Sign['process'] =>
  process === null ? null : { pid: process.pid, started: process.started, terminal: process.terminal }

const contentOf = async (file: File, known: boolean, bench: Bench): Promise<Scanned | null> => {
  const { least, most } = worthReading[known ? 'known' : file.worth]
  const links = file.open === undefined ? 'refuse' : 'follow'
  const reading = await bench.read({ path: file.open ?? file.path, links, least, most })
  if ('scanned' in reading) return reading.scanned
  if ('fault' in reading) miss(file, reading, bench)
  return null
}

/** What is gone by now is no fault: a process has ended, a program was removed. */
const miss = (file: File, fault: Fault, bench: Bench): void => {
  if (!fault.absent)
    bench.missed({ what: shownPath(withoutOwnRoot(file.path), file.account, bench.homes), why: fault.fault })
}

const SIGNS: {
  readonly [K in Observation['kind']]: (seen: Extract<Observation, { kind: K }>, bench: Bench) => Promise<Sign[]>
} = {
  process: async (seen: ProcessSeen, bench) => {
    const names = [seen.name, seen.argv0]
    const shared = { account: seen.account, names, also: [], process: seen }
    const program = signsOfFile({ path: seen.program, open: seen.open, worth: 'program', ...shared }, bench)
    if (seen.script === null) return program
    const script = await signsOfFile({ path: seen.script, worth: 'script', ...shared }, bench)
    return [...script, ...(await program)]
  },

  package: async (seen: PackageSeen, bench) => {
    const { matchers, manifests, brought } = bench
    const signs: Sign[] = []
    for (const pointer of matchers.packages(seen.ecosystem, seen.name)) {
      const npm = seen.ecosystem === 'npm'
      // Any file of the folder has the folder's place.
      const place = await placeOf(pointer.tool, `${seen.root}/package.json`, matchers, manifests)
      const own = seen.inside === null ? [] : matchers.packages(seen.ecosystem, seen.inside)
      signs.push({
        tool: pointer.tool,
        account: seen.account,
        install: npm && place.packages.length > 0 ? place.install : seen.root,
        version: (npm ? place.version : null) ?? seen.version,
        inside: (own.some(({ tool }) => tool === pointer.tool) ? null : seen.inside) ?? (npm ? place.inside : null),
        sha256: null,
        process: null,
        evidence: [pointing(pointer, shownVersion(seen.name, seen.version)).evidence],
      })
      if (!npm) for (const program of seen.programs) brought.set(program, seen.root)
    }
    const shared = { worth: 'known', account: seen.account, names: [], also: [], process: null } as const
    for (const path of seen.programs) signs.push(...(await signsOfFile({ path, ...shared }, bench)))
    return signs
  },

  program: (seen: ProgramSeen, bench) => {
    // PATH may lead into a home: what lies there is that account's, by whichever way it was found.
    const owner = bench.homes.find(({ home }) => seen.path.startsWith(`${home}/`))?.account ?? null
    const shared = { worth: 'known', names: [], also: [seen.found], process: null } as const
    return signsOfFile({ path: seen.path, account: seen.account ?? owner, ...shared }, bench)
  },

  extension: async (seen: ExtensionSeen, { matchers }) =>
    matchers.extensions(seen.family, seen.extension).map(pointer => ({
      tool: pointer.tool,
      account: seen.account,
      install: seen.root,
      version: seen.version,
      inside: null,
      sha256: null,
      process: null,
      evidence: [pointing(pointer, shownVersion(seen.extension, seen.version)).evidence],
    })),

  config: async (seen: ConfigSeen, { matchers, homes }) =>
    matchers.configs(seen.path, homes).map(pointer => ({
      tool: pointer.tool,
      account: seen.account,
      install: seen.path,
      version: null,
      inside: null,
      sha256: null,
      process: null,
      evidence: [pointing(pointer, shownPath(seen.path, seen.account, homes)).evidence],
    })),
}
