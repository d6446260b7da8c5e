import type { CatalogEntry } from '../../../policies/language/catalog-entry.ts'

type Named = Pick<CatalogEntry, 'tool' | 'product' | 'name'>

/** What all names have in common at their beginning, by whole words: `Qoder CLI`, `Qoder IDE` are `Qoder`. */
const shared = (names: readonly string[]): string => {
  const [first = '', ...others] = names.map(name => name.split(' '))
  const kept: string[] = []
  for (const [index, word] of [...first].entries()) {
    if (!others.every(other => other[index] === word)) break
    kept.push(word)
  }
  return kept.join(' ').replace(/[\s(:,-]+$/, '')
}

/** @returns the name of a tool or a product by its id; the id where the catalog has none. A product wins over a tool. */
export const namesOf = (entries: readonly Named[]): ((id: string) => string) => {
  const names = new Map(entries.map(({ tool, name }) => [tool, name]))
  for (const [product, tools] of Map.groupBy(entries, ({ product }) => product)) {
    const name = shared(tools.map(({ name }) => name))
    if (name !== '') names.set(product, name)
  }
  return id => names.get(id) ?? id
}
