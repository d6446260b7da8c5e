import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { type Catalog, CatalogEntry } from '../../policies/language/catalog-entry.ts'
import type { Fault } from '../../policies/language/fault.ts'
import { readCatalog } from '../../policies/language/read-catalog.ts'
import { installed, ROOT } from '../installation.ts'
import { catalogFiles } from './catalog-files.ts'

/** Where a package keeps its catalog, seen from its root. */
export const CATALOG_JSON = join('policies', 'catalog.json')

/** A catalog as {@link readPacked} reads it again. */
export const packedText = (catalog: Catalog): string => `${JSON.stringify([...catalog.values()])}\n`

/** @throws ZodError where this is not what {@link packedText} wrote. */
export const readPacked = (text: string): Catalog =>
  new Map(
    z
      .array(CatalogEntry)
      .parse(JSON.parse(text))
      .map(entry => [entry.tool, entry]),
  )

/**
 * The catalog of this installation. A package holds it read and found good: to read a hundred files of YAML at each start
 * leaves a daemon 17 MB larger for good.
 */
export const readShipped = async (): Promise<{ catalog: Catalog; faults: Fault[] }> =>
  installed
    ? { catalog: readPacked(await readFile(join(ROOT, CATALOG_JSON), 'utf8')), faults: [] }
    : readCatalog(await catalogFiles())
