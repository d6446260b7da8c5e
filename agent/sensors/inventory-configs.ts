import { lstat } from 'node:fs/promises'
import { faultOf } from '../open-file.ts'
import type { Disk } from './disk.ts'
import type { ConfigSeen } from './observation.ts'
import { expand, spotsOf, type Where } from './places.ts'

/** What the catalog's tools keep in a home: files or folders that are there. Never opened. */
export const inventoryConfigs = async (disk: Disk, where: Where): Promise<ConfigSeen[]> => {
  const seen: ConfigSeen[] = []
  for (const { account, pattern } of spotsOf(where.wanted.configs, where)) {
    if (account === null) continue
    for (const path of await expand(disk, pattern)) {
      const fault = await whyNoConfig(path, disk)
      if (fault === null) seen.push({ kind: 'config', account, path })
      else if (fault !== 'absent') disk.miss(path, fault)
    }
  }
  return seen
}

/** @returns null for a file, a folder, or a link that leads to one. */
const whyNoConfig = async (path: string, disk: Disk): Promise<string | null> => {
  try {
    const here = await lstat(path)
    const at = here.isSymbolicLink() ? await disk.stat(path) : here
    if (at === null) return 'absent'
    return at.isFile() || at.isDirectory() ? null : 'is no regular file'
  } catch (error) {
    const { fault, absent } = faultOf(error)
    return absent ? 'absent' : fault
  }
}
