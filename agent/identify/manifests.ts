import path from 'node:path'
import * as z from 'zod/mini'
import { LIMITS } from '../../protocol/limits.ts'
import { readNear } from '../open-file-now.ts'

/** A package.json that names a package, and where. */
export type Manifest = {
  readonly root: string
  readonly name: string
  readonly version: string | null
  /** Of an editor's extension. */
  readonly publisher: string | null
  /** Files that its commands start, absolute. */
  readonly programs: readonly string[]
}

export type Manifests = {
  /** Those in the folders above a file, the nearest first. */
  readonly above: (file: string) => Promise<readonly Manifest[]>
  /** Reads anew from here on: files have changed. */
  readonly forget: () => void
}

const MOST_BYTES = 1024 * 1024
/** Folders that are climbed at most. */
const HIGHEST = 40
/** Folders that are remembered at most. */
const MOST_FOLDERS = 20_000

const Short = z.string().check(z.minLength(1), z.maxLength(LIMITS.name))
const PackageJson = z.object({
  name: Short,
  version: z.optional(z.unknown()),
  publisher: z.optional(z.unknown()),
  bin: z.optional(z.unknown()),
})

/** Remembers what it read until it is told to forget, also that there is nothing to read. */
export const openManifests = (): Manifests => {
  const known = new Map<string, Promise<Manifest | null>>()
  const at = (root: string): Promise<Manifest | null> => {
    const before = known.get(root)
    if (before !== undefined) return before
    if (known.size >= MOST_FOLDERS) known.clear()
    const now = readManifest(root)
    known.set(root, now)
    return now
  }
  return {
    above: async file => {
      const manifests = await Promise.all(foldersAbove(file).map(at))
      return manifests.filter(manifest => manifest !== null)
    },
    forget: () => known.clear(),
  }
}

export const foldersAbove = (file: string): string[] => {
  const folders = [path.dirname(file)]
  for (let last = file; folders.length < HIGHEST; ) {
    last = folders.at(-1) ?? file
    if (path.dirname(last) === last) break
    folders.push(path.dirname(last))
  }
  return folders
}

const readManifest = async (root: string): Promise<Manifest | null> => {
  const file = await readNear(path.join(root, 'package.json'), MOST_BYTES)
  if ('fault' in file) return null
  let value: unknown
  try {
    value = JSON.parse(file.text)
  } catch {
    return null
  }
  const parsed = PackageJson.safeParse(value)
  if (!parsed.success) return null
  const { name, version, publisher, bin } = parsed.data
  return { root, name, version: short(version), publisher: short(publisher), programs: programsOf(root, bin) }
}

const short = (value: unknown): string | null => {
  const parsed = Short.safeParse(value)
  return parsed.success ? parsed.data : null
}

/** `bin` is one file, or several by the names of their commands. */
const programsOf = (root: string, bin: unknown): string[] => {
  const files = typeof bin === 'object' && bin !== null ? Object.values(bin) : [bin]
  return files
    .filter(file => typeof file === 'string')
    .slice(0, 64)
    .map(file => path.join(root, file))
}
