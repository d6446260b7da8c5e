import type { Section } from './layout.ts'
import { cString, placeAt, type Source } from './source.ts'

/** Sections that are listed at most; Node's own program has 43. */
const MOST_SECTIONS = 4096
/** `SHT_NOBITS`: takes no room in the file. */
const NO_BITS = 8

/**
 * The sections of an ELF of 64 bits, little-endian, which are all that assistants are built for: others have none.
 * @throws RangeError where headers lie.
 */
export const elfSections = async (source: Source): Promise<Section[]> => {
  const head = await source.read(0, 64)
  if (head[4] !== 2 || head[5] !== 1) return []
  const [at, entry, count, names] = [
    placeAt(head, 40),
    head.readUInt16LE(58),
    head.readUInt16LE(60),
    head.readUInt16LE(62),
  ]
  if (at === 0 || entry < 64 || count > MOST_SECTIONS) return []
  const table = await source.read(at, entry * count)
  const sections = Array.from({ length: count }, (_, i) => {
    const header = table.subarray(i * entry, (i + 1) * entry)
    return {
      name: header.readUInt32LE(0),
      at: placeAt(header, 24),
      size: header.readUInt32LE(4) === NO_BITS ? 0 : placeAt(header, 32),
    }
  })
  const strings = sections[names]
  if (strings === undefined) return []
  const text = await source.read(strings.at, strings.size)
  return sections.map(section => ({ ...section, name: cString(text.subarray(section.name)) }))
}
