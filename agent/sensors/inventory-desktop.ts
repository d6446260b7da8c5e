import path from 'node:path'
import { nameOfImage, programOfEntry } from './desktop-entry.ts'
import { ENTRY_FOLDERS, IMAGE_FOLDERS } from './desktop-places.ts'
import type { Disk } from './disk.ts'
import type { ProgramSeen } from './observation.ts'
import { belowRoot, expand, spotsOf, type Where } from './places.ts'

const ENTRY_BYTES = 256 * 1024

/** Programs with a name of the catalog that a desktop's menu starts from a place of their own. */
export const inventoryEntries = async (disk: Disk, where: Where): Promise<ProgramSeen[]> => {
  const found = spotsOf(ENTRY_FOLDERS[where.platform], where).map(async ({ account, pattern }) => {
    const listed = (await disk.list(pattern, disk.budget(pattern))).filter(
      ({ name, is }) => is === 'file' && name.endsWith('.desktop'),
    )
    return Promise.all(
      listed.map(async ({ name }): Promise<ProgramSeen[]> => {
        const text = await disk.read(path.join(pattern, name), ENTRY_BYTES)
        const program = text === null ? null : programOfEntry(text)
        if (program === null || !path.isAbsolute(program) || !where.wanted.program(path.basename(program))) return []
        // Below the root that is looked at; a home's own entry means the home's own file.
        const own = account !== null && where.homes.some(({ home }) => program.startsWith(`${home}/`))
        if (!own && !where.system) return []
        return seenAt(disk, account, own ? program : belowRoot(program, where.root))
      }),
    )
  })
  return (await Promise.all(found)).flat(2)
}

/** Applications that are one file and bear a name of the catalog. Only names are looked at. */
export const inventoryImages = async (disk: Disk, where: Where): Promise<ProgramSeen[]> => {
  const seen: ProgramSeen[] = []
  for (const { account, pattern } of spotsOf(IMAGE_FOLDERS[where.platform], where))
    for (const folder of await expand(disk, pattern))
      for (const { name, is } of await disk.list(folder, disk.budget(folder))) {
        const program = is === 'file' ? nameOfImage(name) : null
        if (program !== null && where.wanted.program(program))
          seen.push(...(await seenAt(disk, account, path.join(folder, name))))
      }
  return seen
}

const seenAt = async (disk: Disk, account: string | null, found: string): Promise<ProgramSeen[]> => {
  const real = await disk.real(found)
  const isFile = real !== null && (await disk.stat(real))?.isFile() === true
  return isFile ? [{ kind: 'program', account, found, path: real }] : []
}
