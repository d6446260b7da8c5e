import type { Catalog } from '../../policies/language/catalog-entry.ts'

/**
 * What people call a tool or product that a policy names by slug: the entry's own name, or the words with which the
 * names of all tools of the product begin (`Qoder IDE`, `Qoder CLI`: Qoder).
 */
export const productName = (catalog: Catalog, slug: string): string => {
  const tools = [...catalog.values()].filter(entry => entry.product === slug)
  const one = catalog.get(slug)
  if (one !== undefined && tools.length <= 1) return one.name
  const [first = [], ...others] = tools.map(entry => entry.name.split(' '))
  const shared = first.findIndex((word, at) => others.some(other => other[at] !== word))
  const words = shared === -1 ? first : first.slice(0, shared)
  if (words.length > 0) return words.join(' ')
  return slug
    .split('-')
    .map(word => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join(' ')
}
