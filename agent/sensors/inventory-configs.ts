import type { Disk } from './disk.ts'
import type { ConfigSeen } from './observation.ts'
import { expand, spotsOf, type Where } from './places.ts'

/** What the catalog's tools keep in a home: files or folders that are there. Never opened. */
export const inventoryConfigs = async (disk: Disk, where: Where): Promise<ConfigSeen[]> => {
  const seen: ConfigSeen[] = []
  for (const { account, pattern } of spotsOf(where.wanted.configs, where)) {
    if (account === null) continue
    for (const path of await expand(disk, pattern)) {
      const here = await disk.lstat(path)
      const there = here?.isSymbolicLink() ? await disk.stat(path) : here
      if (there === null) continue
      if (there.isFile() || there.isDirectory()) seen.push({ kind: 'config', account, path })
      else disk.miss(path, 'is no regular file')
    }
  }
  return seen
}
