import * as z from 'zod/mini'

/** What a package says of itself. Others may have written it: every field is optional and none is believed to be safe. */

const names = z.catch(z.record(z.string(), z.unknown()), {})
const listed = z.catch(z.array(z.string()).check(z.maxLength(64)), [])
const author = z.union([z.string(), z.object({ name: z.string() })])
const Manifest = z.object({
  name: z.string().check(z.maxLength(214)),
  version: z.catch(z.nullable(z.string().check(z.maxLength(256))), null),
  bin: z.catch(z.union([z.string(), z.record(z.string(), z.string())]), {}),
  dependencies: names,
  optionalDependencies: names,
  os: listed,
  cpu: listed,
  author: z.catch(z.nullable(author), null),
})

export type Manifest = {
  readonly name: string
  readonly version: string | null
  /** Paths within the package, at most 32. */
  readonly bin: readonly string[]
  readonly dependencies: readonly string[]
  readonly optional: readonly string[]
  /** It says for which system or processor it is: part of a package that has one such for each. */
  readonly forPlatform: boolean
  /** Its author, else the scope of its name; at most 256 characters. */
  readonly publisher: string | null
}

export const MANIFEST_BYTES = 1024 * 1024

/** @returns null where `text` is no manifest. */
export const parseManifest = (text: string): Manifest | null => {
  const manifest = Manifest.safeParse(jsonOf(text)).data
  if (manifest === undefined) return null
  const { name, version, bin, os, cpu } = manifest
  const by = typeof manifest.author === 'string' ? manifest.author : manifest.author?.name
  return {
    name,
    version,
    bin: (typeof bin === 'string' ? [bin] : Object.values(bin)).slice(0, 32),
    dependencies: Object.keys(manifest.dependencies).slice(0, 512),
    optional: Object.keys(manifest.optionalDependencies).filter(isPackageName).slice(0, 64),
    forPlatform: os.length > 0 || cpu.length > 0,
    publisher: publisherOf(by ?? '') ?? /^@([\w.-]+)\//.exec(name)?.[1] ?? null,
  }
}

/** @param author as manifests write it: a name, often with an address behind it. @returns the name; null where none. */
export const publisherOf = (author: string): string | null => {
  const name = author.slice(0, 1_024).split(/[<(]/, 1)[0]?.replaceAll('"', '').trim().slice(0, 256)
  return name === undefined || name === '' ? null : name
}

/** A name that can be a folder below node_modules and nothing above it. */
export const isPackageName = (name: string): boolean => /^(?:@[\w.-]+\/)?[A-Za-z0-9_][\w.-]{0,213}$/.test(name)

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
