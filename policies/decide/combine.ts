import type { CatalogEntry } from '../language/catalog-entry.ts'
import type { Evidence } from './words.ts'

/**
 * What several weak findings say together of an assistant that no entry names: the entry's `combined` rule.
 * @param groups evidence of the entry's weak content indicators, as found in one program or package.
 * @returns the strong evidence that names them all, to stand before them; null where the rule does not hold.
 */
export const combine = (entry: CatalogEntry, groups: readonly Evidence[]): Evidence | null => {
  const { combined, tool, indicators } = entry
  if (combined === undefined) return null
  const all = indicators.filter(({ kind, strength }) => kind === 'content' && strength === 'weak').map(({ id }) => id)
  const found = all.filter(id => groups.some(({ indicator }) => indicator === `${tool}/${id}`))
  if (found.length < combined.atLeast || !combined.all.every(id => found.includes(id))) return null
  const words = found.map(id => id.replaceAll('-', ' ')).join(', ')
  return {
    indicator: `${tool}/${COMBINED}`,
    kind: 'content',
    strength: 'strong',
    matched: `${found.length} of ${all.length} groups: ${words}`,
  }
}

/** Stands for the rule where an indicator's id would. */
export const COMBINED = 'combined'
