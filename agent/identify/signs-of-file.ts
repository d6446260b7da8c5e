import path from 'node:path'
import { LIMITS } from '../../protocol/limits.ts'
import { visible } from '../../protocol/text.ts'
import type { Fault } from '../open-file.ts'
import type { Home, NotSeen, Observation, ProcessSeen } from '../sensors/observation.ts'
import { evidenceInside, evidenceOfNames, evidenceOfPaths, type Pointing, pointing } from './evidence-of.ts'
import type { Contents } from './job.ts'
import type { Manifests } from './manifests.ts'
import type { Matchers } from './matchers.ts'
import type { PackageJson } from './package-json.ts'
import type { PackageReadings } from './package-readings.ts'
import { placeOf, withoutOwnRoot } from './place.ts'
import type { Reading, Wish } from './readings.ts'
import { shownVersion } from './shown.ts'
import type { Sign } from './sign.ts'
import { type Judged, signsOfUnknownFile } from './signs-of-unknown.ts'
import { type Worth, worthReading } from './worth-reading.ts'

/** What turning observations into signs needs. */
export type Bench = {
  readonly matchers: Matchers
  readonly manifests: Manifests
  readonly homes: readonly Home[]
  readonly read: (wish: Wish) => Promise<Reading>
  readonly packageJson: (root: string) => Promise<PackageJson | null>
  readonly readPackage: PackageReadings
  /** What packages of this look that no entry names were judged to be, before their turn; not all have to be there. */
  readonly ahead: ReadonlyMap<Observation, Promise<Judged | null>>
  /** Programs that lie outside the package that brought them, and the package's folder. */
  readonly brought: Map<string, { readonly tool: string; readonly root: string }>
  readonly missed: (missed: NotSeen) => void
}

export type File = {
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
export const signsOfFile = async (file: File, bench: Bench): Promise<Sign[]> => {
  const { matchers, manifests, homes, brought } = bench
  const real = withoutOwnRoot(file.path)
  const files = [real, ...file.also]
  const named = evidenceOfNames([...file.names, ...files], matchers)
  const placed = evidenceOfPaths({ files, account: file.account, homes }, matchers)
  // The name of a file that does not run is worth a look, and no evidence: `process` says that it runs.
  const names = [...placed, ...(file.process === null ? [] : named)]
  const above = await manifests.above(file.path)
  const packaged = above.flatMap(({ name }) => matchers.packages('npm', name))
  const by = brought.get(real)
  const known = named.length > 0 || placed.length > 0 || packaged.length > 0 || by !== undefined
  const scanned = await contentOf(file, known, bench)
  const inside = scanned === null ? [] : evidenceInside(scanned, matchers)
  const tools = new Set([...inside, ...names, ...packaged, ...(by === undefined ? [] : [by])].map(({ tool }) => tool))
  const signs = [...tools].map(async (tool): Promise<Sign> => {
    const mine = (all: readonly Pointing[]): Pointing[] => all.filter(each => each.tool === tool)
    const place = await placeOf(tool, file.path, matchers, manifests)
    const packages = place.packages.map(({ pointer, manifest }) =>
      pointing(pointer, shownVersion(manifest.name, manifest.version)),
    )
    const runs = !actsAsSearch(file) && (mine(inside).length > 0 || place.started || place.packages.length === 0)
    const program = mine(inside).length > 0 || place.started
    const signer = program ? scanned?.facts.signer?.name : undefined
    return {
      tool,
      account: file.account,
      install: by?.tool === tool ? by.root : place.install,
      // A program's own word counts where its content shows whose it is, and no manifest tells.
      version:
        mine(inside).find(({ version }) => version !== null)?.version ??
        place.version ??
        (mine(inside).length > 0 ? (scanned?.facts.version ?? null) : null),
      inside: place.inside,
      sha256: program ? (scanned?.sha256 ?? null) : null,
      ...(signer === undefined ? {} : { signer }),
      process: runs ? running(file.process) : null,
      evidence: [...packages, ...mine(inside), ...mine(names)].map(({ evidence }) => evidence),
    }
  })
  const said = await Promise.all(signs)
  // What an entry names, by whatever it is, is not unknown.
  if (packaged.length > 0 || by !== undefined) return said
  return [...said, ...(await signsOfUnknownFile({ file, scanned, above, signs: said }, bench))]
}

const running = (process: ProcessSeen | null): Sign['process'] =>
  process === null ? null : { pid: process.pid, started: process.started, terminal: process.terminal }

/** Programs that carry search tools within answer as one of them when they are called by its name. */
const SEARCHES = new Set(['rg', 'bfs', 'ugrep'])
const actsAsSearch = ({ worth, process }: File): boolean =>
  worth === 'program' && process !== null && SEARCHES.has(path.basename(process.argv0 ?? ''))

const contentOf = async (file: File, known: boolean, bench: Bench): Promise<Contents | null> => {
  const { least, most } = worthReading[known ? 'known' : file.worth]
  const links = file.open === undefined ? 'refuse' : 'follow'
  const reading = await bench.read({
    path: file.open ?? file.path,
    links,
    least,
    most,
    ...otherwise(file),
    ...found(file),
  })
  if ('fault' in reading) miss(file, reading, bench)
  if (!('scanned' in reading)) return null
  const { packer, lost } = reading.scanned.facts
  if (packer !== null)
    miss(file, { fault: `is packed (${packer}): what it holds cannot be read`, absent: false }, bench)
  // What a runtime finds no way to does not run, whatever texts the file still holds.
  return lost ? { ...reading.scanned, found: [] } : reading.scanned
}

/** The sensor has looked at the program already, and may have been the last who could. */
const found = ({ worth, process, open }: File): Pick<Wish, 'found'> =>
  worth === 'program' && process?.file !== undefined && open === process.open ? { found: process.file } : {}

/** A link of a process goes with it; the file may still lie where it lay. In a root of its own that is another place. */
const otherwise = (file: File): Pick<Wish, 'otherwise'> =>
  file.open === undefined || withoutOwnRoot(file.path) !== file.path ? {} : { otherwise: file.path }

/** What is gone by now is no fault: a process has ended, a program was removed. */
const miss = (file: File, fault: Fault, bench: Bench): void => {
  if (!fault.absent) bench.missed({ what: visible(withoutOwnRoot(file.path), LIMITS.path), why: fault.fault })
}
