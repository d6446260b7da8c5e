import path from 'node:path'
import type { Disk } from './disk.ts'
import { installedPackages } from './dpkg-status.ts'
import { canStart } from './npm-programs.ts'
import type { PackageSeen } from './observation.ts'
import { belowRoot, type Where } from './places.ts'

/** Where dpkg keeps what is installed: one file of all, and a list of files for each. */
export const DPKG_STATUS = '/var/lib/dpkg/status'
export const DPKG_LISTS = '/var/lib/dpkg/info'
/** rpm keeps its own in a database that is no text. */
const RPM_DATABASES = ['/var/lib/rpm', '/usr/lib/sysimage/rpm']

const STATUS_BYTES = 128 * 1024 * 1024
const LIST_BYTES = 8 * 1024 * 1024
const MOST = 12
/** A whole application has helpers: the first programs of its list are looked at, in no particular order. */
const MOST_LOOKED_AT = 256

/** Packages of Debian and its kin that the catalog names. Those of rpm are told as not seen. */
export const inventoryDpkg = async (disk: Disk, where: Where): Promise<PackageSeen[]> => {
  if (!where.system || where.platform !== 'linux') return []
  for (const database of RPM_DATABASES)
    if ((await disk.stat(belowRoot(database, where.root))) !== null)
      disk.miss(
        belowRoot(database, where.root),
        'holds what rpm installed, and is not read: its files are found, its packages are not',
      )
  const status = belowRoot(DPKG_STATUS, where.root)
  const found = await disk.open(status, STATUS_BYTES, ({ handle }) =>
    installedPackages(handle, name => where.wanted.package('deb', name)),
  )
  const seen = (found ?? []).map(async ({ name, version, architecture }): Promise<PackageSeen> => {
    const programs = await programsOf(disk, where, [`${name}.list`, `${name}:${architecture}.list`])
    const root = belowRoot(path.join(DPKG_LISTS, `${name}.list`), where.root)
    return {
      kind: 'package',
      ecosystem: 'deb',
      account: null,
      name,
      version,
      root: programs[0] ?? root,
      inside: null,
      programs,
    }
  })
  return Promise.all(seen)
}

const programsOf = async (disk: Disk, where: Where, lists: readonly string[]): Promise<string[]> => {
  for (const list of lists) {
    const text = await disk.read(belowRoot(path.join(DPKG_LISTS, list), where.root), LIST_BYTES)
    if (text === null) continue
    const files = text
      .split('\n', 100_000)
      .filter(
        file =>
          /^\/(?:usr\/(?:local\/)?s?bin|s?bin|opt|usr\/(?:share|lib))\/[^\0]+$/.test(file) &&
          path.posix.normalize(file) === file,
      )
    const programs: { path: string; size: number }[] = []
    // Commands first; of what else can be started, the largest is the application.
    for (const file of files
      .sort((a, b) => Number(!/\/s?bin\//.test(a)) - Number(!/\/s?bin\//.test(b)))
      .slice(0, MOST_LOOKED_AT)) {
      const real = await disk.real(belowRoot(file, where.root))
      const stat = real === null ? null : await disk.stat(real)
      if (real !== null && stat !== null && canStart(real, stat, where.platform))
        programs.push({ path: real, size: stat.size })
    }
    return [...new Set(programs.sort((a, b) => b.size - a.size).map(program => program.path))].slice(0, MOST)
  }
  return []
}
