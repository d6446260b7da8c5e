import type { Catalog, CatalogEntry } from './catalog-entry.ts'

/** @returns the catalog with a policy's own entries: a tool that it knows is replaced whole, others are added. */
export const catalogWith = (catalog: Catalog, overlay: readonly CatalogEntry[] | undefined): Catalog =>
  overlay === undefined ? catalog : new Map([...catalog, ...overlay.map(entry => [entry.tool, entry] as const)])

/** @returns the products that the catalog's tools belong to. */
export const productsOf = (catalog: Catalog): Set<string> => new Set([...catalog.values()].map(entry => entry.product))
