import { peResource } from './pe-resources.ts'
import { orNull, type Source } from './source.ts'

/** What a Windows program says of itself. Anybody may write anything here: it is a name, never a proof. */
export type PeVersion = {
  readonly product: string | null
  readonly company: string | null
  readonly version: string | null
}

const VERSION = 16
const MOST = 64 * 1024
/** `VS_FIXEDFILEINFO`. */
const FIXED = Buffer.from('bd04effe', 'hex')

export const peVersionOf = (source: Source): Promise<PeVersion | null> =>
  orNull(async () => {
    const resource = await peResource(source, VERSION, null)
    if (resource === null || resource.size > MOST) return null
    const bytes = await resource.read(0, resource.size)
    const strings = stringsIn(bytes)
    return {
      product: strings.get('ProductName') ?? null,
      company: strings.get('CompanyName') ?? null,
      version: strings.get('ProductVersion') ?? strings.get('FileVersion') ?? fixedVersion(bytes),
    }
  })

const fixedVersion = (bytes: Buffer): string | null => {
  const at = bytes.indexOf(FIXED)
  if (at < 0) return null
  const parts = [10, 8, 14, 12].map(field => bytes.readUInt16LE(at + field))
  return parts.every(part => part === 0) ? null : parts.join('.')
}

/**
 * Key and value of each string of the first language. Records nest as length, length of the value, kind, key in
 * UTF-16LE, padding to four bytes, value, records.
 */
const stringsIn = (bytes: Buffer): Map<string, string> => {
  const strings = new Map<string, string>()
  const root = recordAt(bytes, 0)
  for (const info of recordsIn(bytes, root.valueAt + root.valueLength, root.end)) {
    if (info.key !== 'StringFileInfo') continue
    const [language] = recordsIn(bytes, info.valueAt, info.end)
    if (language === undefined) break
    for (const { key, valueAt, end } of recordsIn(bytes, language.valueAt, language.end)) {
      const value = bytes
        .toString('utf16le', valueAt, end)
        .replace(/\0[\s\S]*$/, '')
        .trim()
      if (value !== '') strings.set(key, value)
    }
  }
  return strings
}

type Record = { readonly key: string; readonly valueAt: number; readonly valueLength: number; readonly end: number }

const recordAt = (bytes: Buffer, at: number): Record => {
  const [length, valueLength] = [bytes.readUInt16LE(at), bytes.readUInt16LE(at + 2)]
  const end = at + length
  let keyEnd = at + 6
  while (keyEnd + 2 <= end && bytes.readUInt16LE(keyEnd) !== 0) keyEnd += 2
  return { key: bytes.toString('utf16le', at + 6, keyEnd), valueAt: aligned(keyEnd + 2), valueLength, end }
}

const recordsIn = (bytes: Buffer, from: number, to: number): Record[] => {
  const records: Record[] = []
  for (let at = aligned(from); at + 6 <= to; ) {
    const record = recordAt(bytes, at)
    if (record.end <= at + 6 || record.end > to) break
    records.push(record)
    at = aligned(record.end)
  }
  return records
}

const aligned = (at: number): number => Math.ceil(at / 4) * 4
