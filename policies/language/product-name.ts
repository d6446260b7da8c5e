import type { Catalog } from './catalog-entry.ts'

/**
 * What people call a tool or product that a policy names by slug: the tool of that name, else the words with which the
 * names of all its tools begin (`Qoder IDE`, `Qoder CLI`: Qoder), else the slug.
 */
export const productName = (catalog: Catalog, slug: string): string => {
  const own = catalog.get(slug)
  if (own !== undefined) return own.name
  const tools = [...catalog.values()].filter(entry => entry.product === slug)
  const [first = [], ...others] = tools.map(entry => entry.name.split(' '))
  const differ = first.findIndex((word, at) => others.some(other => other[at] !== word))
  const shared = differ === -1 ? first : first.slice(0, differ)
  return (shared.at(-1) === 'for' ? shared.slice(0, -1) : shared).join(' ') || slug
}
