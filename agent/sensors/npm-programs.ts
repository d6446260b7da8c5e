import type { Stats } from 'node:fs'
import path from 'node:path'
import type { Platform } from '../../policies/decide/words.ts'
import { type Disk, isInside } from './disk.ts'
import { bundlesOf } from './npm-bundles.ts'
import { MANIFEST_BYTES, type Manifest, parseManifest } from './npm-manifest.ts'
import { filesBelow } from './places.ts'

/** How deep a platform package is looked into (Codex has folders six down), and how many programs are told of one. */
const DEPTH = 8
const MOST = 12

type Package = {
  readonly root: string
  readonly manifest: Manifest
  readonly bounds: string
  readonly platform: Platform
  /** Whether the catalog names it, and what its launchers start is worth a look too. */
  readonly wanted: boolean
}

/**
 * Files of a package that can be the program: what its commands lead to, the bundles that these start, and what can be
 * started in the packages that it has for this platform, largest first. Real paths within the tree's bounds; one file once, however it is named.
 */
export const programsOf = async (disk: Disk, of: Package): Promise<string[]> => {
  const files = new Map<string, { path: string; size: number }>()
  const add = async (file: string, mustStart: boolean): Promise<void> => {
    const real = await disk.real(file)
    if (real === null || !isInside(of.bounds, real)) return
    const stat = await disk.stat(real)
    if (stat === null || !stat.isFile() || (mustStart && !canStart(real, stat, of.platform))) return
    const key = `${stat.dev}:${stat.ino}`
    if (!files.has(key)) files.set(key, { path: real, size: stat.size })
  }
  for (const target of of.manifest.bin) if (!target.includes('\0')) await add(path.join(of.root, target), false)
  if (of.wanted)
    for (const command of [...files.values()])
      for (const file of await bundlesOf(disk, command.path)) await add(file, false)
  const commands = files.size
  for (const name of of.manifest.optional) {
    const folder = await platformPackage(disk, of, name)
    if (folder === null) continue
    for (const file of await filesBelow(disk, folder, disk.budget(folder), DEPTH)) await add(file, true)
  }
  const all = [...files.values()]
  const parts = all.slice(commands).sort((a, b) => b.size - a.size)
  return [...all.slice(0, commands), ...parts].slice(0, MOST).map(file => file.path)
}

/** Nested, or beside it in the same `node_modules`; null where it is for another platform or is not one at all. */
const platformPackage = async (disk: Disk, { root, manifest }: Package, name: string): Promise<string | null> => {
  const depth = manifest.name.startsWith('@') ? 2 : 1
  const beside = path.resolve(root, ...Array<string>(depth).fill('..'), name)
  for (const folder of [path.join(root, 'node_modules', name), beside]) {
    const text = await disk.read(path.join(folder, 'package.json'), MANIFEST_BYTES)
    if (text !== null) return parseManifest(text)?.forPlatform === true ? folder : null
  }
  return null
}

/** Libraries carry the mark of a program too, and are none. */
const LIBRARY = /\.(?:node|so(?:\.[\d.]+)?|dylib|dll|wasm|d\.ts|json|md)$/i

/** Whether a file can be started as it lies there: by its mark, on Windows by its ending. */
export const canStart = (file: string, stat: Stats, platform: Platform): boolean => {
  if (!stat.isFile() || LIBRARY.test(file)) return false
  return platform === 'windows' ? /\.(?:exe|cmd|bat|ps1|js|mjs)$/i.test(file) : (stat.mode & 0o111) !== 0
}
