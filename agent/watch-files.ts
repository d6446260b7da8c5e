import type { Catalog } from '../policies/language/catalog-entry.ts'
import { behaviorsWanted, wantedOf } from './identify/wanted.ts'
import { platform } from './platform.ts'
import { explainPaths } from './sensors/explain-paths.ts'
import type { KernelEvents } from './sensors/kernel-events.ts'
import type { Home, NotSeen } from './sensors/observation.ts'
import type { Where } from './sensors/places.ts'

export type WatchFilesOptions = {
  readonly kernel: KernelEvents | null
  readonly changed: () => void
  /** Told what cannot be watched, and null where all can again. */
  readonly lacks: (notSeen: NotSeen | null) => void
}

export type FileWatch = {
  /** Watches where this catalog's tools lie in these places, instead of where it watched before. */
  readonly follow: (catalog: Catalog, where: Omit<Where, 'wanted'>) => Promise<void>
  readonly stop: () => Promise<void>
}

/** Tells that an assistant may have come, gone or changed. Which one, only a look at what is installed says. */
export const openFileWatch = ({ kernel, changed, lacks }: WatchFilesOptions): FileWatch => {
  let watched: { readonly of: Catalog; readonly where: string } | null = null
  let unwatch: () => void | Promise<void> = () => {}

  const watch = async (patterns: readonly string[], configs: readonly string[], homes: readonly Home[]) => {
    if (kernel !== null) return kernel.onFiles(patterns, homes, changed)
    // Loaded where it is needed alone: it is the larger part of what watching costs.
    const { watchConfigs } = await import('./sensors/configs.ts')
    return watchConfigs({ homes, patterns: configs }, changed, lacks)
  }
  return {
    follow: async (catalog, where) => {
      const { homes } = where
      const wish = { of: catalog, where: JSON.stringify(where) }
      if (watched?.of === wish.of && watched.where === wish.where) return
      // Watched by nobody until it is said again: one that fails is tried anew with the next look.
      watched = null
      await unwatch()
      unwatch = () => {}
      lacks(null)
      unwatch = await watch(watchedPatterns(catalog, where), wantedOf(catalog).configs, homes)
      watched = wish
    },
    stop: async () => unwatch(),
  }
}

/** What is put into a folder that the inventory lists, and what the catalog names by its path. */
export const watchedPatterns = (catalog: Catalog, where: Omit<Where, 'wanted'>): string[] => {
  const wanted = wantedOf(catalog, where.platform)
  const listed = explainPaths({ ...where, wanted }).filter(
    path => path.startsWith('/') && path.endsWith('/') && !path.includes('**'),
  )
  const carryPid = behaviorsWanted(catalog, where.platform).map(({ path }) => path.replace(/[^/]*PID[^/]*/, '*'))
  const named = [...wanted.paths, ...wanted.configs, ...carryPid].filter(path => where.system || path.startsWith('~/'))
  return [...new Set([...listed.map(folder => `${folder}*`), ...named])]
}

/** Programs of a name or place that the catalog knows, and any as large as one that carries its own runtime. */
export const interestingTo = (
  catalog: Catalog,
  least: number,
): ((file: { name: string; bytes: number }) => boolean) => {
  const wanted = wantedOf(catalog, platform)
  const placed = new Set(wanted.paths.map(pattern => pattern.split('/').at(-1) ?? ''))
  return ({ name, bytes }) => bytes >= least || wanted.program(name) || placed.has(name)
}
