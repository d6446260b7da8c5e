import { type Layout, sectionOf } from './layout.ts'
import { orNull, type Source } from './source.ts'

/** What Go's linker writes down of a program. Paths as in `go.mod`; `version` is null for what was built in its own folder. */
export type GoBuild = {
  readonly go: string
  readonly path: string | null
  readonly module: string | null
  readonly version: string | null
}

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1')
const HEADER = 32
/** `debug.BuildInfo` of the largest programs with hundreds of dependencies, in bytes. */
const MOST = 512 * 1024
/** Of a PE, which has no section for it: Go looks at the beginning of its data. */
const LOOKED_AT = 1024 * 1024

/** Go 1.18 and later; older ones keep pointers instead of texts, and no assistant is that old. */
export const goBuildOf = (layout: Layout): Promise<GoBuild | null> =>
  orNull(async () => {
    const section =
      sectionOf(layout, '.go.buildinfo') ??
      sectionOf(layout, '__DATA,__go_buildinfo') ??
      (layout.format === 'pe' ? sectionOf(layout, '.data') : null)
    if (section === null) return null
    const bytes = await headOf(section, LOOKED_AT + MOST)
    const at = bytes.indexOf(MAGIC)
    if (at < 0 || at > LOOKED_AT || ((bytes[at + 15] ?? 0) & 2) === 0) return null
    const go = textAt(bytes, at + HEADER)
    const info = textAt(bytes, go.end)
    // Sixteen bytes on either side tell the text apart from others in memory.
    const lines = info.bytes.subarray(16, -16).toString('utf8').split('\n')
    const [, module = null, version = null] = lines.find(line => line.startsWith('mod\t'))?.split('\t') ?? []
    return {
      go: go.bytes.toString('utf8'),
      path: lines.find(line => line.startsWith('path\t'))?.slice(5) ?? null,
      module,
      version: version === '(devel)' || version === '' ? null : version,
    }
  })

const headOf = (source: Source, most: number): Promise<Buffer> => source.read(0, Math.min(source.size, most))

/** A length of seven bits a byte, and as many bytes. */
const textAt = (bytes: Buffer, start: number): { bytes: Buffer; end: number } => {
  let [length, shift, at] = [0, 0, start]
  for (;;) {
    const byte = bytes.readUInt8(at++)
    length += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) break
    shift += 7
    if (shift > 28) throw new RangeError('a length of more than four bytes')
  }
  if (length > MOST || at + length > bytes.length) throw new RangeError('a text beyond the end')
  return { bytes: bytes.subarray(at, at + length), end: at + length }
}
