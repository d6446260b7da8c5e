import path from 'node:path'
import { type Budget, type Disk, isInside } from './disk.ts'
import { isPackageName, MANIFEST_BYTES, type Manifest, parseManifest } from './npm-manifest.ts'
import { belowPrefix, bunxSpots, GLOBAL_TREES, LINKED_TREES, PROJECT_TREES, prefixOf } from './npm-places.ts'
import { programsOf } from './npm-programs.ts'
import type { PackageSeen } from './observation.ts'
import { expand, type Spot, spotsOf, type Where } from './places.ts'

const NPMRC_BYTES = 64 * 1024

type Tree = {
  readonly account: string | null
  readonly modules: string
  /** The manifest beside it tells what was asked for. */
  readonly project: boolean
  /** The real folder that holds all of it: files that lie elsewhere are not its programs. */
  readonly bounds: string
}
type Found = { readonly folder: string; readonly manifest: Manifest; readonly inside: string | null }

/**
 * Packages of npm and its kin, wherever an account or the system installs them globally: those that the catalog names,
 * and those with a command that were installed for themselves.
 */
export const inventoryNpm = async (disk: Disk, where: Where): Promise<PackageSeen[]> => {
  const trees = new Map<string, Tree>()
  for (const tree of await treesOf(disk, where)) if (!trees.has(tree.modules)) trees.set(tree.modules, tree)
  return (await Promise.all([...trees.values()].map(tree => packagesOf(disk, where, tree)))).flat()
}

const treesOf = async (disk: Disk, where: Where): Promise<Tree[]> => {
  const kinds = [
    { spots: [...spotsOf(GLOBAL_TREES[where.platform], where), ...(await prefixSpots(disk, where))], project: false },
    { spots: [...spotsOf(PROJECT_TREES[where.platform], where), ...bunxSpots(where)], project: true },
    { spots: spotsOf(LINKED_TREES[where.platform], where), project: true, linked: true },
  ]
  const trees: Tree[] = []
  for (const { spots, project, linked } of kinds)
    for (const { account, pattern } of spots)
      for (const folder of await expand(disk, pattern)) {
        const modules = await disk.real(folder)
        if (modules === null) continue
        trees.push({ account, modules, project, bounds: linked === true ? path.dirname(modules) : modules })
      }
  return trees
}

/** Where `~/.npmrc` moves the global packages to. Outside the home only where system places are looked at. */
const prefixSpots = async (disk: Disk, where: Where): Promise<Spot[]> => {
  const spots: Spot[] = []
  for (const { account, home } of where.homes) {
    // People keep their settings as links to elsewhere in their home; what lies outside of it is not theirs to show.
    const npmrc = await disk.real(path.join(home, '.npmrc'))
    const text = npmrc === null || !isInside(home, npmrc) ? null : await disk.read(npmrc, NPMRC_BYTES)
    const prefix = text === null ? null : prefixOf(text, home)
    if (prefix === null) continue
    const folder = path.resolve(prefix)
    if (where.system || isInside(home, folder))
      spots.push({ account, pattern: path.join(folder, belowPrefix[where.platform]) })
  }
  return spots
}

const packagesOf = async (disk: Disk, where: Where, tree: Tree): Promise<PackageSeen[]> => {
  const budget = disk.budget(tree.modules)
  const asked = tree.project ? await askedFor(disk, tree.modules) : []
  const foundIn = async (outer: string): Promise<Found[]> => {
    const found: Found[] = []
    const folder = path.join(tree.modules, outer)
    const inside = asked.length === 0 || asked.includes(outer) ? null : (asked[0] ?? null)
    // An alias lies in a folder of another name, so what was asked for is known by its manifest alone.
    const worth = inside === null || where.wanted.package('npm', outer)
    const manifest = worth ? await manifestOf(disk, folder) : null
    if (manifest !== null) found.push({ folder, manifest, inside })
    const nested = path.join(folder, 'node_modules')
    for (const name of await packageNames(disk, nested, budget)) {
      if (!where.wanted.package('npm', name)) continue
      const inner = await manifestOf(disk, path.join(nested, name))
      if (inner !== null) found.push({ folder: path.join(nested, name), manifest: inner, inside: outer })
    }
    return found
  }
  const names = await packageNames(disk, tree.modules, budget)
  const found = (await Promise.all(names.map(foundIn))).flat()
  const parts = new Set(found.flatMap(({ manifest }) => manifest.optional))
  const told = found.map(async ({ folder, manifest, inside }): Promise<PackageSeen[]> => {
    const isCommand = inside === null && manifest.bin.length > 0 && (!tree.project || asked.length > 0)
    const wanted = where.wanted.package('npm', manifest.name)
    if (!isCommand && !wanted) return []
    // It is the package's program for this platform, and is told with it.
    if (manifest.forPlatform && parts.has(manifest.name)) return []
    const root = await disk.real(folder)
    if (root === null) return []
    const { bounds } = tree
    const programs = await programsOf(disk, { root, manifest, bounds, platform: where.platform, wanted })
    const { name, version, publisher } = manifest
    const { account } = tree
    return [{ kind: 'package', ecosystem: 'npm', account, name, version, root, inside, publisher, programs }]
  })
  return (await Promise.all(told)).flat()
}

const askedFor = async (disk: Disk, modules: string): Promise<readonly string[]> => {
  const text = await disk.read(path.join(path.dirname(modules), 'package.json'), MANIFEST_BYTES)
  // Such a manifest has no name of its own.
  const manifest = text === null ? null : parseManifest(text.replace(/^\s*\{/, '{"name":"asked",'))
  return manifest?.dependencies ?? []
}

const manifestOf = async (disk: Disk, folder: string): Promise<Manifest | null> => {
  const file = path.join(folder, 'package.json')
  const text = await disk.read(file, MANIFEST_BYTES)
  if (text === null) return null
  const manifest = parseManifest(text)
  if (manifest === null) disk.miss(file, 'is no package manifest')
  return manifest
}

/** Names of the packages in a `node_modules`, scoped ones with their scope. */
const packageNames = async (disk: Disk, modules: string, budget: Budget): Promise<string[]> => {
  const names: string[] = []
  for (const { name, is } of await disk.list(modules, budget)) {
    if (is !== 'folder' && is !== 'link') continue
    if (!name.startsWith('@')) names.push(name)
    else for (const scoped of await disk.list(path.join(modules, name), budget)) names.push(`${name}/${scoped.name}`)
  }
  return names.filter(isPackageName)
}
