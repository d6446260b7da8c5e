import { combine } from '../../policies/decide/combine.ts'
import type { Evidence } from '../../policies/decide/words.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { visible } from '../../protocol/text.ts'
import { pointing } from './evidence-of.ts'
import type { Matchers } from './matchers.ts'

/**
 * Whether a program or package is made as an assistant is, by the words that were found in it.
 * @param found places of texts in `matchers.texts`, of one file or of all files of a package.
 * @returns what says so, the rule first and then each group with the words found; null where it is not.
 */
export const madeLikeOne = (found: Iterable<number>, { unknown, texts }: Matchers): Evidence[] | null => {
  if (unknown === null) return null
  const there = new Set(found)
  const groups = unknown.groups.flatMap(({ pointer, texts: places }) => {
    const words = places.filter(place => there.has(place)).map(place => texts[place] ?? '')
    if (words.length < pointer.indicator.atLeast) return []
    const some = words.slice(0, SHOWN).join(', ')
    const group = pointer.indicator.id.replaceAll('-', ' ')
    const matched = `${words.length} of ${places.length} texts of ${group}: ${some}`
    return [pointing(pointer, visible(matched, LIMITS.path)).evidence]
  })
  const together = combine(unknown.entry, groups)
  return together === null ? null : [together, ...groups]
}

/** Words of a group that are told: the catalog's own, so they say nothing else about the file. */
const SHOWN = 6
