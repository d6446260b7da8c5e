import path from 'node:path'
import type { Disk } from './disk.ts'
import { canStart } from './npm-programs.ts'
import type { ProgramSeen } from './observation.ts'
import { belowRoot, expand, type Spot, spotsOf, type Where } from './places.ts'
import { PROGRAM_FOLDERS } from './program-places.ts'

/** Relative entries of PATH mean whatever folder one is in: they name no place. */
const pathSpots = (where: Where): Spot[] =>
  where.system
    ? where.path
        .filter(folder => /^(?:\/|[A-Za-z]:[\\/])/.test(folder))
        .map(folder => ({ account: null, pattern: belowRoot(folder, where.root) }))
    : []

/** @returns folders of programs: of each account, and of PATH. */
export const programSpots = (where: Where): Spot[] => [
  ...spotsOf(PROGRAM_FOLDERS[where.platform], where),
  ...pathSpots(where),
]

/** Programs with a name that the catalog knows, where programs lie. */
export const inventoryPath = async (disk: Disk, where: Where): Promise<ProgramSeen[]> => {
  const seen: ProgramSeen[] = []
  for (const { account, pattern } of programSpots(where))
    for (const folder of await expand(disk, pattern))
      for (const { name, is } of await disk.list(folder, disk.budget(folder))) {
        const program = where.platform === 'windows' ? name.replace(/\.(?:exe|cmd|ps1|bat)$/i, '') : name
        if (is === 'folder' || is === 'other' || !where.wanted.program(program)) continue
        const found = path.join(folder, name)
        const real = await disk.real(found)
        const stat = real === null ? null : await disk.stat(real)
        if (real === null || stat === null) continue
        if (!stat.isFile()) disk.miss(found, 'is no regular file')
        else if (canStart(real, stat, where.platform)) seen.push({ kind: 'program', account, found, path: real })
      }
  return seen
}
