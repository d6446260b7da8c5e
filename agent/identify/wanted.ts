import type { Platform } from '../../policies/decide/words.ts'
import type { Catalog } from '../../policies/language/catalog-entry.ts'
import { platform as here } from '../platform.ts'
import type { BehaviorPattern } from '../sensors/behaviors.ts'
import type { Wanted } from '../sensors/observation.ts'
import { compileCatalog } from './matchers.ts'

/** What the catalog makes worth looking for: sensors open nothing else. */
export const wantedOf = (catalog: Catalog, platform: Platform = here): Wanted => {
  const matchers = compileCatalog(catalog, platform)
  const patterns = (kind: 'path' | 'config'): string[] => [
    ...new Set(
      [...catalog.values()]
        .flatMap(entry => entry.indicators)
        .flatMap(i => (i.kind === kind && (i.platforms?.includes(platform) ?? true) ? [i.path] : [])),
    ),
  ]
  return {
    package: (ecosystem, name) => matchers.packages(ecosystem, name).length > 0,
    extension: (family, id) => matchers.extensions(family, id).length > 0,
    program: name => matchers.names(name).length > 0,
    paths: patterns('path'),
    configs: patterns('config'),
  }
}

/** What running programs of the catalog do that carries their pid. */
export const behaviorsWanted = (catalog: Catalog, platform: Platform = here): BehaviorPattern[] =>
  behaviors(catalog, platform).filter(({ of }) => of !== 'tripwire')

/** Folders of the system that programs of the catalog look into. */
export const tripwiresWanted = (catalog: Catalog, platform: Platform = here): string[] => [
  ...new Set(behaviors(catalog, platform).flatMap(({ of, path }) => (of === 'tripwire' ? [path] : []))),
]

const behaviors = (catalog: Catalog, platform: Platform): BehaviorPattern[] =>
  [...catalog.values()]
    .flatMap(entry => entry.indicators)
    .flatMap(i =>
      i.kind === 'behavior' && (i.platforms?.includes(platform) ?? true) ? [{ of: i.of, path: i.path }] : [],
    )
