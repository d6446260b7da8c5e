import path from 'node:path'
import type { Disk } from './disk.ts'
import { canStart } from './npm-programs.ts'
import type { ProgramSeen } from './observation.ts'
import { expand, spotsOf, type Where } from './places.ts'

/** Programs told below one `/**`: a whole application has helpers, and its program lies near the top. */
const MOST = 64
/** Bytes: what is smaller is a link that broke, or a name that somebody put there. */
const LEAST = 1024

/**
 * Files where the catalog says that installers put a tool. A path that is written out counts as it is (a script may
 * lack the mark of a program); below `/**` only what can be started.
 */
export const inventoryNative = async (disk: Disk, where: Where): Promise<ProgramSeen[]> => {
  const seen: ProgramSeen[] = []
  for (const { account, pattern } of spotsOf(where.wanted.paths, where)) {
    const open = pattern.endsWith(`${path.sep}**`)
    let programs = 0
    for (const found of await expand(disk, pattern)) {
      const real = await disk.real(found)
      const stat = real === null ? null : await disk.stat(real)
      if (real === null || stat === null || stat.isDirectory()) continue
      if (!stat.isFile()) disk.miss(found, 'is no regular file')
      else if (stat.size < LEAST) continue
      else if (!open || canStart(real, stat, where.platform)) {
        if (programs++ < MOST) seen.push({ kind: 'program', account, found, path: real })
      }
    }
    if (programs > MOST) disk.miss(pattern, `${programs - MOST} more programs`)
  }
  return seen
}
