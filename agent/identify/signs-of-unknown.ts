import path from 'node:path'
import { conclude } from '../../policies/decide/conclude.ts'
import type { Ecosystem, Evidence } from '../../policies/decide/words.ts'
import type { ExtensionSeen, PackageSeen } from '../sensors/observation.ts'
import type { Origin } from './finding.ts'
import type { Contents } from './job.ts'
import type { Manifest } from './manifests.ts'
import { filesOfFolders, filesOfPackage } from './own-files.ts'
import { withoutOwnRoot } from './place.ts'
import { shownVersion } from './shown.ts'
import type { Sign } from './sign.ts'
import type { Bench, File } from './signs-of-file.ts'
import { madeLikeOne } from './unknown-assistant.ts'

/** Assistants that no entry of the catalog names, by what they are made of. Whatever an entry names is not asked. */

export type Judged = {
  readonly version: string | null
  readonly origin: Origin
  readonly evidence: readonly Evidence[]
}

/** What judging a package needs: nothing of the look that it was seen in. */
export type Desk = Pick<Bench, 'matchers' | 'packageJson' | 'readPackage'>

export const judgedPackage = (seen: PackageSeen, desk: Desk): Promise<Judged | null> =>
  seen.ecosystem === 'npm' ? npmPackage(seen.root, desk) : otherPackage(seen, desk)

/** A package with a command that was installed for itself. */
export const signsOfUnknownPackage = async (seen: PackageSeen, bench: Bench): Promise<Sign[]> => {
  if (seen.inside !== null || bench.matchers.unknown === null) return []
  const judged = await (bench.ahead.get(seen) ?? judgedPackage(seen, bench))
  if (judged === null) return []
  const { tool } = bench.matchers.unknown.entry
  // Around a file of npm's the manifest says whose it is; elsewhere only this does.
  if (seen.ecosystem !== 'npm')
    for (const program of seen.programs) bench.brought.set(program, { tool, root: seen.root })
  return [{ ...blank(tool), ...judged, account: seen.account, install: seen.root }]
}

/**
 * A program or script that runs or lies where programs lie, after all else was said of it.
 * @param above manifests of the packages around it, the nearest first.
 */
export const signsOfUnknownFile = async (
  { file, scanned, above, signs }: Told,
  bench: Bench,
): Promise<readonly Sign[]> => {
  const { unknown } = bench.matchers
  if (unknown === null || signs.some(({ evidence }) => conclude(evidence).is === 'detection')) return []
  const { tool } = unknown.entry
  const [nearest] = above
  const inPackage = nearest !== undefined && nearest.programs.length > 0
  const alone = fileAlone(file, scanned, nearest, bench)
  const judged = inPackage ? await npmPackage(nearest.root, bench) : alone
  if (judged === null) return []
  const { process } = file
  // A package brings along what others have signed, which says nothing of who made the package.
  const signer = alone === null ? undefined : scanned?.facts.signer?.name
  return [
    {
      ...blank(tool),
      ...judged,
      account: file.account,
      install: withoutOwnRoot(inPackage ? nearest.root : file.path),
      sha256: inPackage ? null : (scanned?.sha256 ?? null),
      ...(signer === undefined ? {} : { signer }),
      process: process === null ? null : { pid: process.pid, started: process.started, terminal: process.terminal },
    },
  ]
}

type Told = {
  readonly file: File
  readonly scanned: Contents | null
  readonly above: readonly Manifest[]
  readonly signs: readonly Sign[]
}

/** An editor's extension, by what its manifest says that it adds to the editor. */
export const signsOfUnknownExtension = async (
  seen: ExtensionSeen,
  { matchers, packageJson }: Bench,
): Promise<Sign[]> => {
  const { unknown } = matchers
  if (seen.family !== 'vscode' || unknown === null) return []
  const json = await packageJson(seen.root)
  const adds = unknown.entry.combined?.contributes.filter(point => json?.contributes.includes(point)) ?? []
  if (adds.length === 0) return []
  const { tool } = unknown.entry
  const [publisher = null] = seen.extension.split('.')
  const matched = `${shownVersion(seen.extension, seen.version)}, which adds ${adds.join(', ')}`
  return [
    {
      ...blank(tool),
      account: seen.account,
      install: seen.root,
      version: seen.version,
      origin: { publisher, package: seen.extension },
      evidence: [{ indicator: `${tool}/contributes`, kind: 'extension', strength: 'strong', matched }],
    },
  ]
}

const blank = (tool: string) => ({ tool, inside: null, sha256: null, process: null })

const npmPackage = async (root: string, bench: Desk): Promise<Judged | null> => {
  const json = await bench.packageJson(root)
  if (json === null || isReviewed('npm', json.name, bench)) return null
  const found = await bench.readPackage(path.join(root, 'package.json'), () => filesOfPackage(root, json))
  const evidence = madeLikeOne(found, bench.matchers)
  const { name, version, publisher } = json
  return evidence === null ? null : { version, origin: { publisher, package: name }, evidence }
}

/** Of pip and its kin the modules that its commands start, with the folders that hold them, beside its metadata. */
const otherPackage = async (seen: PackageSeen, bench: Desk): Promise<Judged | null> => {
  if (seen.ecosystem !== 'pip' || isReviewed(seen.ecosystem, seen.name, bench)) return null
  const site = path.dirname(seen.root)
  const folders = seen.programs
    .map(program => path.relative(site, program).split(path.sep))
    .flatMap(([first, second]) => (first === undefined || first === '..' || second === undefined ? [] : [first]))
  const roots = [...new Set(folders)].map(folder => path.join(site, folder))
  const found = await bench.readPackage(path.join(seen.root, 'METADATA'), () => filesOfFolders(roots))
  const evidence = madeLikeOne(found, bench.matchers)
  const origin = { publisher: seen.publisher ?? null, package: seen.name }
  return evidence === null ? null : { version: seen.version, origin, evidence }
}

const fileAlone = (
  file: File,
  scanned: Contents | null,
  nearest: Manifest | undefined,
  bench: Bench,
): Judged | null => {
  const evidence = scanned === null ? null : madeLikeOne(scanned.found, bench.matchers)
  if (scanned === null || evidence === null) return null
  const { signer, version } = scanned.facts
  const name = nearest?.name ?? path.basename(withoutOwnRoot(file.path))
  return { version, origin: { publisher: signer?.name ?? null, package: name }, evidence }
}

const isReviewed = (ecosystem: Ecosystem, name: string, { matchers }: Desk): boolean =>
  matchers.unknown?.entry.combined?.except.some(each => each.ecosystem === ecosystem && each.name === name) ?? false
