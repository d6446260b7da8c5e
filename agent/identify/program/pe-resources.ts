import { peHeaders } from './pe.ts'
import { partOf, type Source } from './source.ts'

/** Of all resources, the tables included; those of installers are larger and are not read. */
const MOST_ENTRIES = 4096

/**
 * The bytes of one resource.
 * @param type by its number. @param name by its text, or null for the first of the type, whatever language it is in.
 * @throws RangeError where tables lie.
 */
export const peResource = async (source: Source, type: number, name: string | null): Promise<Source | null> => {
  const { sections, resources } = await peHeaders(source)
  const placeOf = (address: number): number => {
    const section = sections.find(each => address >= each.address && address < each.address + each.size)
    if (section === undefined) throw new RangeError('an address in no section')
    return section.at + address - section.address
  }
  if (resources.size === 0) return null
  const root = placeOf(resources.address)
  /** Places within a table count from the root; the highest bit tells a table from its leaf. */
  const entries = async (table: number): Promise<Entry[]> => {
    const head = await source.read(root + table, 16)
    const count = head.readUInt16LE(12) + head.readUInt16LE(14)
    if (count > MOST_ENTRIES) throw new RangeError('too many resources')
    const bytes = await source.read(root + table + 16, count * 8)
    return Array.from({ length: count }, (_, i) => ({
      id: bytes.readUInt32LE(i * 8),
      to: bytes.readUInt32LE(i * 8 + 4),
    }))
  }
  const named = async ({ id }: Entry): Promise<boolean> => {
    if (name === null) return true
    if (id < TABLE) return false
    const at = root + id - TABLE
    const length = (await source.read(at, 2)).readUInt16LE(0)
    return length === name.length && (await source.read(at + 2, length * 2)).toString('utf16le') === name
  }
  const ofType = (await entries(0)).find(({ id }) => id === type)
  if (ofType === undefined || ofType.to < TABLE) return null
  for (const entry of await entries(ofType.to - TABLE)) {
    if (entry.to < TABLE || !(await named(entry))) continue
    const [language] = await entries(entry.to - TABLE)
    if (language === undefined || language.to >= TABLE) return null
    const leaf = await source.read(root + language.to, 8)
    return partOf(source, placeOf(leaf.readUInt32LE(0)), leaf.readUInt32LE(4))
  }
  return null
}

const TABLE = 0x8000_0000
type Entry = { readonly id: number; readonly to: number }
