import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import type { CatalogEntry, IndicatorOf } from '../../policies/language/catalog-entry.ts'
import { CannotRefresh } from './cannot-refresh.ts'
import { checkIntegrity, type Digest, digestsIn } from './digests-in.ts'
import type { NpmClient } from './npm-client.ts'
import { newestOf, type Release, releaseOf } from './published.ts'

export type Refreshing = {
  readonly npm: NpmClient
  /** Archives lie in folders of their own in it, and are removed. */
  readonly scratch: string
  readonly tell: (line: string) => void
  /** Releases of each package, the newest first. */
  readonly newest: number
  /** As packages name them: `linux-x64`. */
  readonly platforms: readonly string[]
}

type Taken = Digest & { readonly version: string; readonly platform: string }

/** Bytes: a command up to this size may be the same in other tools, and in other versions. */
const LAUNCHER = 64 * 1024
/** Bytes: what can be started in a platform's package and is smaller is a helper. */
const LEAST_PART = 1024 * 1024
const LIBRARY = /\.(?:node|so(?:\.[\d.]+)?|dylib|dll|wasm|json|md|map|txt)$/i

/** @returns digests of the programs of a tool's newest releases. @throws CannotRefresh where the registry gives none. */
export const hashesOf = async (entry: CatalogEntry, given: Refreshing): Promise<IndicatorOf<'hash'>[]> => {
  const names = entry.indicators.flatMap(i =>
    i.kind === 'package' && i.ecosystem === 'npm' && i.strength !== 'weak' ? [i.name] : [],
  )
  const exact = names.filter(name => !name.endsWith('*'))
  if (exact.length === 0) throw new CannotRefresh('no package of the npm registry is named in its entry')
  const called = new Set(entry.indicators.flatMap(i => (i.kind === 'process' ? [i.name.toLowerCase()] : [])))
  const taken: Taken[] = []
  const failed: string[] = []
  for (const name of exact) {
    try {
      const versions = newestOf(await given.npm.view(name, ['dist-tags', 'versions']), given.newest)
      for (const version of versions) taken.push(...(await ofRelease(name, version, names, { ...given, called })))
    } catch (error) {
      if (!(error instanceof CannotRefresh)) throw error
      given.tell(`${entry.tool}: ${error.message}`)
      failed.push(error.message)
    }
  }
  // An older name of a package may be gone; all of them may not.
  if (taken.length === 0 && failed[0] !== undefined) throw new CannotRefresh(failed[0])
  return indicatorsOf(taken)
}

const ofRelease = async (
  name: string,
  version: string,
  names: readonly string[],
  given: Refreshing & { readonly called: ReadonlySet<string> },
): Promise<Taken[]> => {
  const spec = `${name}@${version}`
  const release = releaseOf(await given.npm.view(spec, []), names)
  const bin = new Set(release.bin)
  const own = await digestsOf(spec, release, file => bin.has(file), given)
  const taken = own.map(digest => ({ ...digest, version, platform: 'any' }))
  for (const part of release.parts) {
    const platform = given.platforms.find(platform => part.name.endsWith(`-${platform}`))
    if (platform === undefined) continue
    try {
      const of = releaseOf(await given.npm.view(part.spec, []), names)
      const digests = await digestsOf(part.spec, of, isProgram, given)
      taken.push(...ownPrograms(digests, given.called).map(digest => ({ ...digest, version, platform })))
    } catch (error) {
      if (!(error instanceof CannotRefresh)) throw error
      given.tell(`${part.spec}: ${error.message}`)
    }
  }
  return taken
}

/** Others' programs are shipped along (a search, a sandbox): the largest is the tool's own, and what bears its names. */
export const ownPrograms = (digests: readonly Digest[], called: ReadonlySet<string>): Digest[] => {
  const largest = Math.max(...digests.map(({ bytes }) => bytes))
  return digests.filter(
    ({ file, bytes }) =>
      bytes === largest ||
      called.has(
        path
          .basename(file)
          .replace(/\.exe$/i, '')
          .toLowerCase(),
      ),
  )
}

const isProgram = (file: string, mode: number, bytes: number): boolean =>
  bytes >= LEAST_PART && !LIBRARY.test(file) && ((mode & 0o111) !== 0 || file.endsWith('.exe'))

const digestsOf = async (
  spec: string,
  { integrity }: Release,
  wanted: Parameters<typeof digestsIn>[1],
  { npm, scratch, tell }: Refreshing,
): Promise<Digest[]> => {
  const folder = await mkdtemp(path.join(scratch, 'archive-'))
  try {
    // A program of 400 MB takes minutes to come, and whoever waits is told for what.
    tell(`${spec}: fetching`)
    const archive = path.join(folder, await npm.pack(spec, folder))
    await checkIntegrity(archive, integrity)
    const digests = await digestsIn(archive, wanted)
    tell(`${spec}: ${digests.length} ${digests.length === 1 ? 'program' : 'programs'}`)
    return digests
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A file that several versions share says nothing of the version. */
export const indicatorsOf = (taken: readonly Taken[]): IndicatorOf<'hash'>[] => {
  const ids = new Set<string>()
  return [...Map.groupBy(taken, ({ sha256 }) => sha256).values()].flatMap((same): IndicatorOf<'hash'>[] => {
    const [first] = same
    if (first === undefined) return []
    const { file, sha256, bytes, version, platform } = first
    const base = slug(`hash-${path.basename(file)}-${version}-${platform}`)
    const id = ids.has(base) ? slug(`${base}-${sha256.slice(0, 8)}`) : base
    ids.add(id)
    const many = new Set(same.map(each => each.version)).size > 1
    return [
      {
        id,
        kind: 'hash',
        strength: bytes <= LAUNCHER ? 'weak' : 'conclusive',
        sha256,
        bytes,
        ...(many ? {} : { version: version.slice(0, 64) }),
        platform,
      },
    ]
  })
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replace(/-+$/, '')
    .slice(0, 128)
