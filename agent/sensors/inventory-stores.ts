import path from 'node:path'
import type { Disk, Listed } from './disk.ts'
import { canStart } from './npm-programs.ts'
import type { PackageSeen } from './observation.ts'
import { type Spot, spotsOf, type Where } from './places.ts'
import { STORES, type Store } from './store-places.ts'

const SAYS_BYTES = 64 * 1024
const MOST = 12

/** Packages that the catalog names, of managers that give each a folder of its name (brew, snap, flatpak). */
export const inventoryStores = async (disk: Disk, where: Where): Promise<PackageSeen[]> => {
  const all = STORES[where.platform].flatMap(store => spotsOf([store.place], where).map(spot => ({ store, spot })))
  return (await Promise.all(all.map(({ store, spot }) => packagesIn(disk, where, store, spot)))).flat()
}

const packagesIn = async (disk: Disk, where: Where, store: Store, spot: Spot): Promise<PackageSeen[]> => {
  const { ecosystem } = store
  const seen: PackageSeen[] = []
  for (const { name, is } of await disk.list(spot.pattern, disk.budget(spot.pattern))) {
    if (is !== 'folder' || !where.wanted.package(ecosystem, name)) continue
    const folder = path.join(spot.pattern, name)
    for (const version of await versionsOf(disk, store, folder)) {
      const root = await disk.real(path.join(folder, version))
      if (root === null || (await disk.stat(root))?.isDirectory() !== true) continue
      const said = store.versions === 'folders' ? version : await saidIn(disk, store, root)
      const programs = await programsOf(disk, where, store, root)
      seen.push({
        kind: 'package',
        ecosystem,
        account: spot.account,
        name,
        version: said,
        root,
        inside: null,
        programs,
      })
    }
  }
  return seen
}

const versionsOf = async (disk: Disk, store: Store, folder: string): Promise<string[]> => {
  if (store.versions === 'current') return ['current']
  const listed = await disk.list(folder, disk.budget(folder))
  return listed.filter(({ name, is }) => is === 'folder' && /^\d|^latest$|^HEAD/.test(name)).map(({ name }) => name)
}

const saidIn = async (disk: Disk, { says }: Store, root: string): Promise<string | null> => {
  const text = says === null ? null : await disk.read(path.join(root, says), SAYS_BYTES)
  return text === null ? null : (/^version:\s*['"]?([\w.+~-]{1,128})/m.exec(text)?.[1] ?? null)
}

const programsOf = async (disk: Disk, where: Where, store: Store, root: string): Promise<string[]> => {
  const found: string[] = []
  for (const part of store.programs) {
    const folder = path.join(root, part)
    const isFile = ({ is }: Listed): boolean => is === 'file' || is === 'link'
    for (const { name } of (await disk.list(folder, disk.budget(folder))).filter(isFile)) {
      const real = await disk.real(path.join(folder, name))
      // A link may lead to a file of the system; what is told of a package lies in it.
      const stat = real === null || !real.startsWith(root + path.sep) ? null : await disk.stat(real)
      if (real !== null && stat !== null && canStart(real, stat, where.platform)) found.push(real)
    }
  }
  return [...new Set(found)].slice(0, MOST)
}
