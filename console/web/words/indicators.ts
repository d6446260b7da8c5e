import type { Strength } from '../../../policies/decide/words.ts'
import type { Indicator } from '../../../policies/language/catalog-entry.ts'
import { figure } from './count.ts'
import { indicatorWords } from './indicator.ts'

/** One way in which a tool is recognised; several exact files are one way. */
export type Way = {
  readonly id: string
  readonly words: string
  readonly strength: Strength
  readonly unconfirmed: boolean
}

const ORDER: readonly Strength[] = ['conclusive', 'strong', 'weak']

/** The strongest first. */
export const ways = (indicators: readonly Indicator[]): Way[] => {
  const files = indicators.filter(({ kind }) => kind === 'hash')
  const folded = files.length > 2
  const rest = indicators.filter(({ kind }) => !folded || kind !== 'hash')
  const all = rest.map(
    (indicator): Way => ({
      id: indicator.id,
      words: indicatorWords(indicator),
      strength: indicator.strength,
      unconfirmed: indicator.unconfirmed === true,
    }),
  )
  if (folded)
    all.push({
      id: 'hashes',
      words: `The exact files of ${figure(files.length)} published releases, by their SHA-256`,
      strength: 'conclusive',
      unconfirmed: files.every(({ unconfirmed }) => unconfirmed === true),
    })
  return all.sort((a, b) => ORDER.indexOf(a.strength) - ORDER.indexOf(b.strength))
}
