import * as z from 'zod/mini'
import { type Layout, sectionOf } from './layout.ts'
import type { Made } from './made.ts'
import { peResource } from './pe-resources.ts'
import { orNull, partOf, placeAt, type Source } from './source.ts'

const MAGIC = 'd3n0l4nd'
/** Appended to an ELF: the data, this number, and the length of data, number and itself. */
const APPENDED = 0x501e
const RCDATA = 10
const MOST_METADATA = 1024 * 1024

const Metadata = z.object({ entrypoint_key: z.string() })

/** What `deno compile` of Deno 2 made. */
export const madeByDeno = (layout: Layout): Promise<Made | null> =>
  orNull(async () => {
    const data = await dataOf(layout)
    if (data === null || (await data.read(0, 8)).toString('latin1') !== MAGIC) return null
    return { by: 'deno', entry: await orNull(() => entryOf(data)), version: null }
  })

const dataOf = async (layout: Layout): Promise<Source | null> => {
  const { source } = layout
  if (layout.format === 'macho') return sectionOf(layout, `__SUI,${MAGIC}`)
  if (layout.format === 'pe') return peResource(source, RCDATA, MAGIC.toUpperCase())
  const end = await source.read(source.size - 8, 8)
  const length = end.readUInt32LE(4)
  return end.readUInt32LE(0) === APPENDED ? partOf(source, source.size - length, length - 8) : null
}

const entryOf = async (data: Source): Promise<string | null> => {
  const size = placeAt(await data.read(8, 8), 0)
  if (size > MOST_METADATA) return null
  const text = (await data.read(16, size)).toString('utf8')
  try {
    return Metadata.parse(JSON.parse(text)).entrypoint_key.split('/').at(-1) ?? null
  } catch {
    return null
  }
}
