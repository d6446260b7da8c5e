import * as z from 'zod/mini'

/** Words about the machine, from what systems and systeminformation write. Pure. */

export type OsName = { readonly os: string; readonly version: string }

/** @param text of `os-release(5)`. @returns null where it names no system. */
export const parseOsRelease = (text: string): OsName | null => {
  const value = (key: string): string | null => {
    const line = new RegExp(`^${key}=(.{0,256})$`, 'm').exec(text)?.[1]?.trim()
    return line === undefined ? null : line.replace(/^(["'])(.*)\1$/, '$2').replaceAll(/\\([\\"'$`])/g, '$1')
  }
  const os = value('NAME')
  // Rolling distributions have a build in place of a version.
  return os === null || os === '' ? null : { os, version: value('VERSION_ID') ?? value('BUILD_ID') ?? '' }
}

/** @param text of macOS' `SystemVersion.plist`. */
export const parseSystemVersion = (text: string): OsName | null => {
  const value = (key: string): string | undefined =>
    new RegExp(`<key>${key}</key>\\s{0,64}<string>([^<]{1,64})</string>`).exec(text)?.[1]
  const [os, version] = [value('ProductName'), value('ProductVersion')]
  return os === undefined || version === undefined ? null : { os, version }
}

const text = z.catch(z.string(), '')
export const HardwareAnswer = z.object({
  model: z.object({ manufacturer: text, model: text }),
  cpu: z.object({ maker: text, brand: text }),
})

/** What makers leave in fields that they did not fill, and the library's own word for it. */
const FILLER =
  /^(?:|-|computer|none|default string|not (?:specified|applicable|available)|o\.?e\.?m\.?|to be filled.*|system (?:manufacturer|product name|version)|unknown|0+|x\.?x+)$/i

/** Maker and model as one name, the maker once. @returns null where neither was filled in. */
export const nameOfModel = (maker: string, model: string): string | null => {
  const words = [maker, model].map(word => word.replaceAll(/\s+/g, ' ').trim()).filter(word => !FILLER.test(word))
  const [first = '', second] = words
  if (words.length === 0) return null
  if (second === undefined || second.toLowerCase().startsWith(first.toLowerCase())) return second ?? first
  return `${first} ${second}`
}
