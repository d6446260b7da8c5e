import type { ChildProcess } from 'node:child_process'
import path from 'node:path'
import type { Catalog } from '../../policies/language/catalog-entry.ts'
import { type Notes, openAsking } from '../asked.ts'
import { platform } from '../platform.ts'
import { startWorker } from '../programs.ts'
import type { Home, NotSeen, Observation } from '../sensors/observation.ts'
import { openCache } from './cache.ts'
import type { Finding } from './finding.ts'
import { judgedAhead } from './judged-ahead.ts'
import { foldersAbove, openManifests } from './manifests.ts'
import { compileCatalog } from './matchers.ts'
import { readPackageJson } from './package-json.ts'
import { openPackageReadings } from './package-readings.ts'
import { byOne, byTwo } from './read-whole.ts'
import { openReadings } from './readings.ts'
import { runWorker } from './run-worker.ts'
import { type Beside, openSightings, type Reader, type Said, type Sightings } from './sightings.ts'
import { signsOf } from './signs-of.ts'
import type { Bench } from './signs-of-file.ts'

export type Identifier = {
  /**
   * What these observations are, taken together. One process alone gives the same install as a whole look does.
   * @param homes whose paths are shown as `~/…`, and which `~/` patterns of the catalog mean.
   */
  readonly identify: (
    seen: readonly Observation[],
    homes: readonly Home[],
  ) => Promise<{ findings: Finding[]; notSeen: NotSeen[] }>
  /** The same, observation by observation, and of what is installed no more than has changed. */
  readonly follow: () => Sightings
  /** What is remembered of packages is read anew: files have changed. */
  readonly forget: () => void
  readonly close: () => Promise<void>
}

export type IdentifierOptions = {
  readonly catalog: Catalog
  /** Keeps what was read of each file across starts; null keeps it while we run. Its folder has to be there. */
  readonly cacheFile: string | null
  /** ms since the epoch; absent: every look at what is installed is a whole one. */
  readonly now?: () => number
  readonly log: (line: { readonly msg: string } & Record<string, unknown>) => void
  /** Who reads what is installed; absent: `identify`, which gives way to everybody else. */
  readonly installedBy?: ReaderName
  /** How a reader is started, where not as `programs.ts` says. */
  readonly start?: (name: ReaderName) => ChildProcess
}

export type ReaderName = 'identify' | 'identify-now'

const IDLE = 10_000
/** A gigabyte from a slow disk. */
const WITHIN = 120_000
/** Bytes from which a file takes longer to read than a reader to start. */
const LARGE = 32 * 1024 ** 2

export const openIdentifier = (options: IdentifierOptions): Identifier => {
  const { catalog, cacheFile, now, log, installedBy = 'identify', start = startWorker } = options
  const matchers = compileCatalog(catalog, platform)
  const cache = openCache(cacheFile, matchers.texts)
  const reader = (name: ReaderName) =>
    runWorker({
      start: () => {
        log({ msg: 'identification worker started', name })
        return start(name)
      },
      texts: matchers.texts,
      idle: IDLE,
      within: WITHIN,
    })
  /** What lies there can wait; what runs is read at once, and a large file holds up no small one. */
  const workers = {
    installed: reader(installedBy),
    small: reader('identify-now'),
    hashing: reader('identify-now'),
    searching: reader('identify-now'),
  }
  const whole = {
    installed: byOne(workers.installed),
    small: byOne(workers.small),
  }
  const readings = {
    installed: openReadings(cache, () => whole.installed),
    running: openReadings(cache, bytes =>
      bytes < LARGE ? whole.small : byTwo(workers.hashing, workers.searching, bytes),
    ),
  }
  const readPackage = openPackageReadings(cache, workers.installed)
  const manifests = openManifests()

  const beside: Beside = (homes, installed, notes): Reader => {
    manifests.forget()
    const noted = notedBy(notes)
    const plain = { manifests, packageJson: readPackageJson, readPackage }
    const ahead = judgedAhead(installed, { matchers, ...noted })
    const brought: Bench['brought'] = new Map()
    return async (seen): Promise<Said> => {
      const missed: NotSeen[] = []
      const running = seen.kind === 'process'
      const bench: Bench = {
        matchers,
        homes,
        brought,
        missed: what => missed.push(what),
        ahead,
        ...(running ? plain : noted),
        read: async wish => {
          if (!running) await notes.ask('target', wish.path)
          const reading = await readings[running ? 'running' : 'installed'](wish)
          // A program that is new may have come with a package that was another one a moment ago.
          if (running && 'scanned' in reading && reading.fresh) manifests.forget()
          return reading
        },
      }
      return { signs: await signsOf(seen, bench), missed }
    }
  }

  /** What is read of packages, and noted. */
  const notedBy = ({ ask }: Notes): Pick<Bench, 'manifests' | 'packageJson' | 'readPackage'> => {
    const json = (root: string): string => path.join(root, 'package.json')
    return {
      manifests: {
        ...manifests,
        above: async file => {
          for (const folder of foldersAbove(file)) await ask('state', json(folder))
          return manifests.above(file)
        },
      },
      packageJson: async root => {
        await ask('state', json(root))
        return readPackageJson(root)
      },
      readPackage: async (manifest, files) => {
        await ask('target', manifest)
        return readPackage(manifest, files)
      },
    }
  }

  const follow = (): Sightings =>
    openSightings(beside, now === undefined ? undefined : { asking: () => openAsking(now), forget: manifests.forget })
  return {
    identify: async (seen, homes) => {
      const look = openSightings(beside)
      await look.installed(seen, homes)
      for (const each of seen) if (each.kind === 'process') await look.started(each)
      await look.behaved(seen.filter(each => each.kind === 'behavior'))
      const { findings, notSeen } = look.now()
      return { findings: [...findings], notSeen: [...notSeen] }
    },
    follow,
    forget: manifests.forget,
    close: async () => {
      for (const worker of Object.values(workers)) worker.close()
      cache.close()
    },
  }
}
