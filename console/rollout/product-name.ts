import type { Catalog } from '../../policies/language/catalog-entry.ts'

/** What people call a product: the tool of that name, else the words that all its tools begin with, else its slug. */
export const productName = (catalog: Catalog, product: string): string => {
  const own = catalog.get(product)
  if (own !== undefined) return own.name
  const names = [...catalog.values()].filter(entry => entry.product === product).map(entry => entry.name.split(' '))
  const [first = [], ...others] = names
  if (others.length === 0) return first.join(' ') || product
  const differ = first.findIndex((word, i) => others.some(other => other[i] !== word))
  const shared = differ === -1 ? first : first.slice(0, differ)
  return (shared.at(-1) === 'for' ? shared.slice(0, -1) : shared).join(' ') || product
}
