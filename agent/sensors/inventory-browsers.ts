import path from 'node:path'
import * as z from 'zod/mini'
import { CHROMIUM_FOLDERS, FIREFOX_PROFILES } from './browser-places.ts'
import type { Disk } from './disk.ts'
import type { ExtensionSeen } from './observation.ts'
import { expand, spotsOf, type Where } from './places.ts'
import { newestFirst } from './version-folders.ts'

const MANIFEST_BYTES = 1024 * 1024
const LIST_BYTES = 16 * 1024 * 1024

const Manifest = z.object({ version: z.string().check(z.regex(/^[\d.]{1,64}$/)) })
const List = z.object({ addons: z.array(z.unknown()) })
const Addon = z.object({
  id: z.string().check(z.regex(/^[\w.@{}+-]{1,128}$/)),
  version: z.catch(z.nullable(z.string().check(z.maxLength(64))), null),
})

/** Extensions of browsers of Chromium's family that the catalog names. */
export const inventoryChromium = async (disk: Disk, where: Where): Promise<ExtensionSeen[]> => {
  const seen: ExtensionSeen[] = []
  for (const { account, pattern } of spotsOf(CHROMIUM_FOLDERS[where.platform], where))
    for (const folder of await expand(disk, pattern))
      for (const { name: extension, is } of await disk.list(folder, disk.budget(folder))) {
        if (is !== 'folder' || !where.wanted.extension('chromium', extension)) continue
        const root = path.join(folder, extension)
        const versions = (await disk.list(root, disk.budget(root))).filter(each => each.is === 'folder')
        // The newest that can be read: an older one stays until the browser starts again.
        for (const { name } of versions.sort((a, b) => newestFirst(a.name, b.name)).slice(0, 8)) {
          const text = await disk.read(path.join(root, name, 'manifest.json'), MANIFEST_BYTES)
          const manifest = text === null ? undefined : Manifest.safeParse(jsonOf(text)).data
          if (manifest === undefined) continue
          seen.push({ kind: 'extension', family: 'chromium', account, extension, version: manifest.version, root })
          break
        }
      }
  return seen
}

/** Extensions of Firefox and its kin that the catalog names. */
export const inventoryFirefox = async (disk: Disk, where: Where): Promise<ExtensionSeen[]> => {
  const seen: ExtensionSeen[] = []
  for (const { account, pattern } of spotsOf(FIREFOX_PROFILES[where.platform], where))
    for (const profile of await expand(disk, pattern)) {
      const file = path.join(profile, 'extensions.json')
      const text = await disk.read(file, LIST_BYTES)
      const list = text === null ? undefined : List.safeParse(jsonOf(text)).data
      if (text !== null && list === undefined) disk.miss(file, 'is no list of extensions')
      for (const each of (list?.addons ?? []).slice(0, 1_000)) {
        const addon = Addon.safeParse(each).data
        const extension = addon?.id.toLowerCase()
        if (addon === undefined || extension === undefined || !where.wanted.extension('firefox', extension)) continue
        const root = path.join(profile, 'extensions', addon.id)
        seen.push({ kind: 'extension', family: 'firefox', account, extension, version: addon.version, root })
      }
    }
  return seen
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
