import type { Dirent } from 'node:fs'
import { lstat, readdir, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { type PackageJson, readPackageJson, scopeOf } from './package-json.ts'

export type OwnFile = { readonly path: string; readonly bytes: number }

const MIB = 1024 ** 2
/** Below it, a package only starts what other packages carry. */
const LAUNCHER = 1_000_000
const MOST_ENTRIES = 20_000
const DEEPEST = 8
const MOST_PACKAGES = 64
/** Scripts of a package that are read, the largest first: what it is made of lies in those. */
const MOST_SCRIPTS = { files: 2_000, bytes: 64 * MIB }
const MOST_PROGRAMS = 4

const SCRIPT = /\.(?:[cm]?js|py)$/i
/** Libraries, data and pictures; whatever else is large can be a program. */
const NO_PROGRAM =
  /\.(?:node|so(?:\.[\d.]+)?|dylib|dll|wasm|[cm]?ts|json|md|map|txt|html|css|svg|png|gz|br|zst|bin|data)$/i
const LEAST_PROGRAM = MIB

/**
 * What an npm package is made of: its own scripts and programs, those of the packages that it has for this platform,
 * those of its own maker's scope among its dependencies; and of a mere launcher, its direct dependencies'. Only packages
 * of the same owner on disk: a link in somebody's folder leads to nobody else's.
 */
export const filesOfPackage = async (root: string, json: PackageJson): Promise<OwnFile[]> => {
  const found = await filesBelow(root)
  const owner = (await stat(path.join(root, 'package.json'))).uid
  const roots = new Set([root])
  const add = async (from: string, names: readonly string[], worth: (other: PackageJson) => boolean): Promise<void> => {
    for (const name of names) {
      if (roots.size >= MOST_PACKAGES) return
      const other = await dependency(from, name, owner)
      if (other === null || roots.has(other.root) || !worth(other.json)) continue
      roots.add(other.root)
      found.push(...(await filesBelow(other.root)))
      await add(other.root, other.json.optional, ({ forPlatform }) => forPlatform)
    }
  }
  const scope = scopeOf(json.name)
  await add(root, json.optional, ({ forPlatform }) => forPlatform)
  const launcher = found.reduce((sum, { bytes }) => sum + bytes, 0) < LAUNCHER
  await add(root, json.dependencies, ({ name }) => launcher || (scope !== null && scopeOf(name) === scope))
  return bounded(found)
}

/** Scripts and programs in folders that belong to one package, whatever their kind. */
export const filesOfFolders = async (folders: readonly string[]): Promise<OwnFile[]> =>
  bounded((await Promise.all(folders.map(filesBelow))).flat())

const bounded = (found: readonly OwnFile[]): OwnFile[] => {
  const bySize = [...found].sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1))
  let bytes = 0
  const scripts = bySize.filter(({ path }) => SCRIPT.test(path)).slice(0, MOST_SCRIPTS.files)
  return [
    ...bySize.filter(({ path }) => !SCRIPT.test(path)).slice(0, MOST_PROGRAMS),
    ...scripts.filter(file => {
      bytes += file.bytes
      return bytes <= MOST_SCRIPTS.bytes
    }),
  ]
}

const filesBelow = async (root: string): Promise<OwnFile[]> => {
  const files: OwnFile[] = []
  let left = MOST_ENTRIES
  const walk = async (folder: string, depth: number): Promise<void> => {
    const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      left--
      if (left < 0) return
      const file = path.join(folder, entry.name)
      if (entry.isDirectory()) {
        if (entry.name !== 'node_modules' && entry.name !== '.git' && depth < DEEPEST) await walk(file, depth + 1)
      } else if (entry.isFile() && !NO_PROGRAM.test(entry.name)) {
        const bytes = (await lstat(file).catch(() => null))?.size ?? 0
        if (SCRIPT.test(entry.name) ? bytes > 0 : bytes >= LEAST_PROGRAM) files.push({ path: file, bytes })
      }
    }
  }
  await walk(root, 0)
  return files
}

/** As node finds it: in the `node_modules` of the folder, or of one above it. */
const dependency = async (
  from: string,
  name: string,
  owner: number,
): Promise<{ readonly root: string; readonly json: PackageJson } | null> => {
  if (!/^(?:@[\w.-]+\/)?\w[\w.-]*$/.test(name)) return null
  for (let folder = from; ; folder = path.dirname(folder)) {
    const root = await realpath(path.join(folder, 'node_modules', name)).catch(() => null)
    const json = root === null ? null : await readPackageJson(root)
    if (root !== null && json !== null) {
      const manifest = await lstat(path.join(root, 'package.json')).catch(() => null)
      return manifest?.uid === owner ? { root, json } : null
    }
    if (path.dirname(folder) === folder) return null
  }
}
