import type { Section } from './layout.ts'
import type { Source } from './source.ts'

export type PeHeaders = {
  readonly sections: readonly (Section & { readonly address: number })[]
  /** Where the checksum stands, and the entry that says where the certificates are: neither is under the signature. */
  readonly checksumAt: number
  readonly securityAt: number
  /** Place and size in the file; size 0: not signed. */
  readonly certificates: { readonly at: number; readonly size: number }
  /** An address in memory, not a place in the file. */
  readonly resources: { readonly address: number; readonly size: number }
}

/** Windows loads no program with more. */
const MOST_SECTIONS = 96

/** @throws RangeError where it is no Portable Executable, or its headers lie. */
export const peHeaders = async (source: Source): Promise<PeHeaders> => {
  const start = (await source.read(0, 64)).readUInt32LE(60)
  const head = await source.read(start, 24)
  const [count, optionalSize] = [head.readUInt16LE(6), head.readUInt16LE(20)]
  const optional = await source.read(start + 24, optionalSize)
  // PE32 and PE32+ differ in the width of addresses, so in the place of what comes after them.
  const directories = { 267: 96, 523: 112 }[optional.readUInt16LE(0)]
  const isPe = head.toString('latin1', 0, 4) === 'PE\0\0' && count <= MOST_SECTIONS
  if (!isPe || directories === undefined) throw new RangeError('no Portable Executable')
  const table = await source.read(start + 24 + optionalSize, count * 40)
  const pair = (directory: number): [number, number] => {
    const at = directories + directory * 8
    // A program may leave out the last directories.
    return at + 8 > optionalSize ? [0, 0] : [optional.readUInt32LE(at), optional.readUInt32LE(at + 4)]
  }
  const [resources, certificates] = [pair(2), pair(4)]
  return {
    sections: Array.from({ length: count }, (_, i) => {
      const section = table.subarray(i * 40, (i + 1) * 40)
      return {
        name: section.toString('latin1', 0, 8).replace(/\0+$/, ''),
        // The file's part is rounded up; what is beyond the part in memory is padding.
        size: Math.min(section.readUInt32LE(8) || section.readUInt32LE(16), section.readUInt32LE(16)),
        address: section.readUInt32LE(12),
        at: section.readUInt32LE(20),
      }
    }),
    checksumAt: start + 24 + 64,
    securityAt: start + 24 + directories + 32,
    certificates: { at: certificates[0], size: certificates[1] },
    resources: { address: resources[0], size: resources[1] },
  }
}
