import path from 'node:path'
import * as z from 'zod/mini'
import { LIMITS } from '../../protocol/limits.ts'
import { readNear } from '../open-file-now.ts'

/** What a package that no entry names says of itself: who made it, and which packages carry its parts. */
export type PackageJson = {
  readonly name: string
  readonly version: string | null
  /** Its author, else the scope of its name; nobody has proved it. */
  readonly publisher: string | null
  readonly hasCommand: boolean
  /** It says for which system or processor it is. */
  readonly forPlatform: boolean
  readonly dependencies: readonly string[]
  readonly optional: readonly string[]
  /** Of an editor's extension: at which points it adds something. */
  readonly contributes: readonly string[]
}

const MOST_BYTES = 1024 * 1024

const keys = z.pipe(
  z.catch(z.record(z.string(), z.unknown()), {}),
  z.transform(record => Object.keys(record).slice(0, 512)),
)
const Text = z.string().check(z.minLength(1), z.maxLength(1_024))
const author = z.union([
  Text,
  z.pipe(
    z.object({ name: Text }),
    z.transform(({ name }) => name),
  ),
])
const Json = z.object({
  name: z.string().check(z.minLength(1), z.maxLength(LIMITS.name)),
  version: z.catch(z.nullable(z.string().check(z.maxLength(LIMITS.name))), null),
  author: z.catch(z.nullable(author), null),
  bin: z.catch(z.union([z.string(), z.record(z.string(), z.unknown())]), ''),
  os: z.catch(z.array(z.string()), []),
  cpu: z.catch(z.array(z.string()), []),
  dependencies: keys,
  optionalDependencies: keys,
  contributes: keys,
})

/** @returns null where `root` holds no manifest that can be read. */
export const readPackageJson = async (root: string): Promise<PackageJson | null> => {
  const file = await readNear(path.join(root, 'package.json'), MOST_BYTES)
  return 'fault' in file ? null : parsePackageJson(file.text)
}

export const parsePackageJson = (text: string): PackageJson | null => {
  const json = Json.safeParse(parsed(text)).data
  if (json === undefined) return null
  const { name, version, bin, os, cpu, dependencies, optionalDependencies: optional, contributes } = json
  return {
    name,
    version,
    // Often with an address behind it, which is nobody's business.
    publisher: json.author?.split(/[<(]/, 1)[0]?.trim().slice(0, LIMITS.name) || scopeOf(name),
    hasCommand: typeof bin === 'string' ? bin !== '' : Object.keys(bin).length > 0,
    forPlatform: os.length > 0 || cpu.length > 0,
    dependencies,
    optional,
    contributes,
  }
}

/** @returns `scope` of `@scope/name`. */
export const scopeOf = (name: string): string | null => /^@([^/]+)\//.exec(name)?.[1] ?? null

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
