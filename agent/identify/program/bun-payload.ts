import { type Layout, type Section, sectionOf } from './layout.ts'
import { MOST, orNull, placeAt, type Source } from './source.ts'

/** Of ELF, 64 bits: where program headers say that bytes of the file come to lie in memory, and who may write there. */
const LOAD = 1
const WRITABLE = 2
/** Data that is searched, bytes: ten times of what a Bun has. */
const MOST_DATA = 32 * 1024 * 1024

type Segment = { readonly at: number; readonly address: bigint; readonly size: number; readonly writable: boolean }

/**
 * Whether a program that Bun made has lost its way to what was made into it. Bun finds its payload by an address that
 * it keeps among its data; a tool that strips a program leaves the payload and clears the address, for no section
 * covers it. What then runs is plain Bun, whatever texts the file still holds.
 */
export const hasLostPayload = async (layout: Layout): Promise<boolean> => {
  const { source } = layout
  const section = layout.sections.find(({ name }) => name === '.bun')
  if (layout.format !== 'elf' || section === undefined || sectionOf(layout, '.bun') === null) return false
  // Nothing needs section headers to run: one that was edited must not hide what is there.
  if (!(await isPayload(source, section))) return false
  const segments = await orNull(() => segmentsOf(source))
  const mapped = segments?.find(({ at, size }) => section.at >= at && section.at < at + size)
  if (segments === null || mapped === undefined) return false
  const address = Buffer.alloc(8)
  address.writeBigUInt64LE(mapped.address + BigInt(section.at - mapped.at))
  const data = segments
    .filter(({ writable }) => writable)
    .flatMap(({ at, size }) => [
      [at, Math.min(at + size, section.at)] as const,
      [Math.max(at, section.at + section.size), at + size] as const,
    ])
    .filter(([from, to]) => from < to)
  if (data.reduce((sum, [from, to]) => sum + to - from, 0) > MOST_DATA) return false
  for (const [from, to] of data) if (await holds(source, from, to, address)) return false
  return true
}

const END = Buffer.from('\n---- Bun! ----\n')

/** Its length, then that many bytes, with Bun's own mark at their end. */
const isPayload = async (source: Source, { at, size }: Section): Promise<boolean> => {
  if (size < 8 + END.length) return false
  const [head, end] = [await source.read(at, 8), await source.read(at + size - END.length, END.length)]
  return head.length === 8 && head.readBigUInt64LE(0) === BigInt(size - 8) && end.equals(END)
}

const holds = async (source: Source, from: number, to: number, bytes: Buffer): Promise<boolean> => {
  for (let at = from; at < to; at += MOST - bytes.length)
    if ((await source.read(at, Math.min(MOST, to - at))).includes(bytes)) return true
  return false
}

const segmentsOf = async (source: Source): Promise<Segment[]> => {
  const head = await source.read(0, 64)
  // 64 bits, least byte first: all that Bun is made for.
  if (head[4] !== 2 || head[5] !== 1) return []
  const [size, count] = [head.readUInt16LE(54), head.readUInt16LE(56)]
  if (size < 56) return []
  const table = await source.read(placeAt(head, 32), size * count)
  return Array.from({ length: count }, (_, i) => table.subarray(i * size, (i + 1) * size))
    .filter(header => header.readUInt32LE(0) === LOAD)
    .map(header => ({
      at: placeAt(header, 8),
      address: header.readBigUInt64LE(16),
      size: placeAt(header, 32),
      writable: (header.readUInt32LE(4) & WRITABLE) !== 0,
    }))
}
