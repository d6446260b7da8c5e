import { elfSections } from './elf.ts'
import { machoPrograms } from './macho.ts'
import { peHeaders } from './pe.ts'
import { partOf, type Source } from './source.ts'

/** A named part of a program. `at`, `size`: of its bytes in the program, which is all of the file but in a fat Mach-O. */
export type Section = { readonly name: string; readonly at: number; readonly size: number }

/** One program: an ELF, a PE, a thin Mach-O. */
export type Layout = {
  readonly format: 'elf' | 'macho' | 'pe'
  readonly source: Source
  /** Of Mach-O `SEGMENT,section`. */
  readonly sections: readonly Section[]
}

/**
 * What a file is made of. A fat Mach-O holds several programs: the first speaks for all, for they are built from one text.
 * @throws RangeError where headers lie.
 */
export const layoutOf = async (source: Source): Promise<Layout | null> => {
  const magic = (await source.read(0, Math.min(4, source.size))).toString('hex')
  if (magic === '7f454c46') return { format: 'elf', source, sections: await elfSections(source) }
  if (magic.startsWith('4d5a')) return { format: 'pe', source, sections: (await peHeaders(source)).sections }
  const [first] = await machoPrograms(source)
  if (first === undefined) return null
  return { format: 'macho', source: partOf(source, first.start, first.size), sections: first.sections }
}

export const sectionOf = ({ source, sections }: Layout, name: string): Source | null => {
  const section = sections.find(each => each.name === name)
  return section === undefined ? null : partOf(source, section.at, section.size)
}
