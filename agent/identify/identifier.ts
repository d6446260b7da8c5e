import type { Catalog } from '../../policies/language/catalog-entry.ts'
import { platform } from '../platform.ts'
import { startWorker } from '../programs.ts'
import type { Home, NotSeen, Observation } from '../sensors/observation.ts'
import { openCache } from './cache.ts'
import type { Finding } from './finding.ts'
import { gather } from './gather.ts'
import { openManifests } from './manifests.ts'
import { compileCatalog } from './matchers.ts'
import { readOnce } from './readings.ts'
import { runWorker } from './run-worker.ts'
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
  readonly close: () => Promise<void>
}

export type IdentifierOptions = {
  readonly catalog: Catalog
  /** Keeps what was read of each file across starts; null keeps it while we run. Its folder has to be there. */
  readonly cacheFile: string | null
  readonly log: (line: { readonly msg: string } & Record<string, unknown>) => void
}

const IDLE = 10_000
/** A gigabyte from a slow disk. */
const WITHIN = 120_000

export const openIdentifier = ({ catalog, cacheFile, log }: IdentifierOptions): Identifier => {
  const matchers = compileCatalog(catalog, platform)
  const cache = openCache(cacheFile, matchers.texts)
  const start = () => {
    log({ msg: 'identification worker started' })
    return startWorker('identify')
  }
  const worker = runWorker({ start, texts: matchers.texts, idle: IDLE, within: WITHIN })
  const brought: Bench['brought'] = new Map()

  return {
    identify: async (seen, homes) => {
      const notSeen = new Map<string, NotSeen>()
      const bench: Bench = {
        matchers,
        manifests: openManifests(),
        homes,
        read: wish => readOnce(wish, cache, worker),
        brought,
        missed: missed => notSeen.set(`${missed.what}\0${missed.why}`, missed),
      }
      const signs = []
      // Packages first: they know which programs they brought.
      for (const kind of ['package', 'extension', 'program', 'config', 'process'] as const)
        for (const each of seen) if (each.kind === kind) signs.push(...(await signsOf(each, bench)))
      return { findings: gather(signs), notSeen: [...notSeen.values()] }
    },
    close: async () => {
      worker.close()
      cache.close()
    },
  }
}
