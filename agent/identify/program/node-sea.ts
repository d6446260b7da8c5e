import { type Layout, sectionOf } from './layout.ts'
import type { Made } from './made.ts'
import { peResource } from './pe-resources.ts'
import { orNull, partOf, placeAt, type Source } from './source.ts'

const MAGIC = 0x143da20
const NAME = 'NODE_SEA_BLOB'
const RCDATA = 10

/** What `node --build-sea` or postject made of Node's own program. */
export const madeByNode = (layout: Layout): Promise<Made | null> =>
  orNull(async () => {
    const blob = await blobOf(layout)
    if (blob === null) return null
    const head = await blob.read(0, 18)
    if (head.readUInt32LE(0) !== MAGIC) return null
    return { by: 'node', entry: (await entryOf(blob, 10)) ?? (await entryOf(blob, 8)), version: null }
  })

const blobOf = async (layout: Layout): Promise<Source | null> => {
  if (layout.format === 'macho') return sectionOf(layout, `NODE_SEA,__${NAME}`)
  if (layout.format === 'pe') return peResource(layout.source, RCDATA, NAME)
  const note = sectionOf(layout, '.note.node.sea') ?? sectionOf(layout, `.note.${NAME}`)
  return note === null ? null : describedBy(note)
}

/** An ELF note: lengths of name and description, a type, then both. */
const describedBy = async (note: Source): Promise<Source | null> => {
  // Sections of notes that are merged hold others first.
  for (let at = 0; at + 12 <= note.size; ) {
    const head = await note.read(at, 12)
    const [nameSize, size] = [head.readUInt32LE(0), head.readUInt32LE(4)]
    const name = await note.read(at + 12, Math.min(nameSize, 64))
    const start = at + 12 + Math.ceil(nameSize / 4) * 4
    if (name.toString('latin1').startsWith(NAME)) return partOf(note, start, size)
    at = start + Math.ceil(size / 4) * 4
  }
  return null
}

/** Where the path stands: behind magic and flags, and since Node 25 behind two bytes more. */
const entryOf = (blob: Source, at: number): Promise<string | null> =>
  orNull(async () => {
    const size = placeAt(await blob.read(at, 8), 0)
    if (size === 0 || size > 4096) return null
    const path = (await blob.read(at + 8, size)).toString('utf8')
    return /^[^\p{Cc}\ufffd]+$/u.test(path) ? (path.split(/[\\/]/).at(-1) ?? null) : null
  })
