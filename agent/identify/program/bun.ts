import { type Layout, sectionOf } from './layout.ts'
import type { Made } from './made.ts'
import { orNull, partOf, placeAt, type Source } from './source.ts'

const TRAILER = Buffer.from('\n---- Bun! ----\n', 'latin1')
/** `Offsets` before the trailer: length of all before it, place and length of the modules' table, which module is first. */
const OFFSETS = 32
/** The end of a section is padded to a page. */
const LOOKED_AT = 64 * 1024
/** An entry of the modules' table has had these sizes in releases from 1.0 on. */
const ENTRY_SIZES = [52, 36, 32]
const NAME = /^(\/\$bunfs\/root\/|[A-Z]:[\\/]~BUN[\\/]root[\\/])(.+)$/

/** What `bun build --compile` made: its payload is a section of its own or, in releases before 1.3, the end of the file. */
export const madeByBun = (layout: Layout): Promise<Made | null> =>
  orNull(async () => {
    const { source } = layout
    const section = sectionOf(layout, '.bun') ?? sectionOf(layout, '__BUN,__bun')
    for (const part of section === null ? [source] : [section, source]) {
      const payload = await payloadIn(part)
      const first = payload === null ? null : await entryOf(payload)
      if (first !== null) return { by: 'bun', ...first }
    }
    return null
  })

type Payload = { readonly bytes: Source; readonly table: number; readonly tableSize: number; readonly first: number }

const payloadIn = async (part: Source): Promise<Payload | null> => {
  const from = Math.max(0, part.size - LOOKED_AT)
  const end = (await part.read(from, part.size - from)).lastIndexOf(TRAILER)
  if (end < 0) return null
  const offsetsAt = from + end - OFFSETS
  const offsets = await part.read(offsetsAt, OFFSETS)
  const length = placeAt(offsets, 0)
  return {
    bytes: partOf(part, offsetsAt - length, length),
    table: offsets.readUInt32LE(8),
    tableSize: offsets.readUInt32LE(12),
    first: offsets.readUInt32LE(16),
  }
}

/** Which size the entries have is told by the names that they lead to; a runtime alone has none. */
const entryOf = async ({
  bytes,
  table,
  tableSize,
  first,
}: Payload): Promise<{ entry: string; version: string | null } | null> => {
  for (const size of ENTRY_SIZES) {
    if (tableSize % size !== 0 || (first + 1) * size > tableSize) continue
    const entry = await bytes.read(table + first * size, size)
    const [nameAt, nameLength, at, length] = [0, 4, 8, 12].map(field => entry.readUInt32LE(field)) as [
      number,
      number,
      number,
      number,
    ]
    const name = await orNull(async () =>
      nameLength > 4096 ? null : (await bytes.read(nameAt, nameLength)).toString('utf8'),
    )
    const [, , rest] = NAME.exec(name ?? '') ?? []
    if (rest === undefined) continue
    return {
      entry: rest,
      version: await orNull(async () => bannerVersion(await bytes.read(at, Math.min(length, 2048)))),
    }
  }
  return null
}

/** The version that the comments at the beginning of a bundle tell of it, where they do. */
const bannerVersion = (head: Buffer): string | null => {
  const text = head.toString(head[1] === 0 ? 'utf16le' : 'latin1')
  const comments = /^(?:\s*\/\/[^\n]*\n|\s*\/\*[\s\S]*?\*\/)*/.exec(text)?.[0] ?? ''
  return /^\s*(?:\/\/|\*) ?Version: v?(\d+\.\d+\.\d+[\w.+-]{0,40})$/m.exec(comments)?.[1] ?? null
}
