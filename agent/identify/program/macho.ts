import type { Section } from './layout.ts'
import { cString, partOf, placeAt, type Source } from './source.ts'

export type MachoProgram = {
  /** Where it begins in the file, and how many bytes it has: in a fat file, one for each processor. */
  readonly start: number
  readonly size: number
  /** `SEGMENT,section`; places count from `start`. */
  readonly sections: readonly Section[]
  /** `LC_CODE_SIGNATURE`, counted from `start`. */
  readonly signature: { readonly at: number; readonly size: number } | null
}

/** Fat files hold two; Java's class files begin with the same four bytes and a version from 45 on. */
const MOST_PROGRAMS = 8
const MOST_COMMANDS = 4096
const MOST_COMMAND_BYTES = 1024 * 1024
const SEGMENT_64 = 0x19
const CODE_SIGNATURE = 0x1d

/** The programs of a Mach-O of 64 bits; none where it is no such file. @throws RangeError where headers lie. */
export const machoPrograms = async (source: Source): Promise<MachoProgram[]> => {
  const head = await source.read(0, Math.min(8, source.size))
  const magic = head.toString('hex', 0, 4)
  if (magic === 'cffaedfe') return [await programAt(source, 0, source.size)]
  const wide = magic === 'cafebabf'
  const count = magic === 'cafebabe' || wide ? head.readUInt32BE(4) : 0
  if (count > MOST_PROGRAMS) return []
  const entry = wide ? 32 : 20
  const table = await source.read(8, count * entry)
  const places = Array.from({ length: count }, (_, i) => {
    const arch = table.subarray(i * entry, (i + 1) * entry)
    return wide
      ? { start: Number(arch.readBigUInt64BE(8)), size: Number(arch.readBigUInt64BE(16)) }
      : { start: arch.readUInt32BE(8), size: arch.readUInt32BE(12) }
  })
  // Ones that overlap would make one file as much work as eight.
  if (places.reduce((sum, { size }) => sum + size, 0) > source.size) throw new RangeError('more than the file holds')
  return Promise.all(places.map(({ start, size }) => programAt(source, start, size)))
}

const programAt = async (file: Source, start: number, size: number): Promise<MachoProgram> => {
  const source = partOf(file, start, size)
  const head = await source.read(0, 32)
  const [count, bytes] = [head.readUInt32LE(16), head.readUInt32LE(20)]
  if (head.toString('hex', 0, 4) !== 'cffaedfe' || count > MOST_COMMANDS || bytes > MOST_COMMAND_BYTES)
    throw new RangeError('no program for a processor of 64 bits')
  const commands = await source.read(32, bytes)
  const sections: Section[] = []
  let signature: MachoProgram['signature'] = null
  for (let at = 0, i = 0; i < count; i++) {
    const length = commands.readUInt32LE(at + 4)
    if (length < 8 || at + length > bytes) throw new RangeError('a command that is longer than all of them')
    const command = commands.subarray(at, at + length)
    const kind = command.readUInt32LE(0)
    if (kind === SEGMENT_64) sections.push(...sectionsIn(command))
    if (kind === CODE_SIGNATURE) signature = { at: command.readUInt32LE(8), size: command.readUInt32LE(12) }
    at += length
  }
  return { start, size, sections, signature }
}

const sectionsIn = (segment: Buffer): Section[] =>
  Array.from({ length: Math.min(segment.readUInt32LE(64), 256) }, (_, i) => {
    const section = segment.subarray(72 + i * 80, 72 + (i + 1) * 80)
    const [name, of] = [section.subarray(0, 16), section.subarray(16, 32)].map(cString)
    return { name: `${of},${name}`, at: section.readUInt32LE(48), size: placeAt(section, 40) }
  })
