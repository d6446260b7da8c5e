import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Catalog, CatalogEntry } from '../../policies/language/catalog-entry.ts'
import type { Fault } from '../../policies/language/fault.ts'
import { installed, ROOT } from '../installation.ts'

/** Where a package keeps its catalog, seen from its root. */
export const CATALOG_JSON = join('policies', 'catalog.json')

type Packed = { readonly digest: string; readonly entries: readonly CatalogEntry[] }

const digestOf = (entries: readonly CatalogEntry[]): string => hash('sha256', JSON.stringify(entries))

/** A catalog as {@link readPacked} reads it again. */
export const packedText = (catalog: Catalog): string => {
  const entries = [...catalog.values()]
  return `${JSON.stringify({ digest: digestOf(entries), entries } satisfies Packed)}\n`
}

/**
 * Lies beside the code and is trusted as far; it was held against the grammar when it was packed, and the digest shows
 * that it is still what was held. The grammar itself would take a megabyte of a daemon.
 * @throws Error where this is not what {@link packedText} wrote.
 */
export const readPacked = (text: string): Catalog => {
  const { digest, entries } = JSON.parse(text) as Packed
  if (digest !== digestOf(entries)) throw new Error(`${CATALOG_JSON} is not the catalog that was packed`)
  return new Map(entries.map(entry => [entry.tool, entry]))
}

/**
 * The catalog of this installation. A package holds it read and found good: to read a hundred files of YAML at each start
 * leaves a daemon 17 MB larger for good.
 */
export const readShipped = async (): Promise<{ catalog: Catalog; faults: Fault[] }> => {
  if (installed) return { catalog: readPacked(await readFile(join(ROOT, CATALOG_JSON), 'utf8')), faults: [] }
  const { readCatalog } = await import('../../policies/language/read-catalog.ts')
  const { catalogFiles } = await import('./catalog-files.ts')
  return readCatalog(await catalogFiles())
}
