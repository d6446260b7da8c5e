import path from 'node:path'
import type { Disk } from './disk.ts'
import { extensionOfFolder, extensionOfManifest, obsoleteFolders } from './extension-name.ts'
import type { ExtensionSeen } from './observation.ts'
import { expand, spotsOf, type Where } from './places.ts'
import { EXTENSION_FOLDERS } from './vscode-places.ts'

const MANIFEST_BYTES = 1024 * 1024
const OBSOLETE_BYTES = 256 * 1024

/**
 * Extensions of VS Code's family: the editor names their folders after publisher, name and version, and says in
 * `.obsolete` which are removed. A folder's name alone proves nothing, so the manifest in it has to say the same. What
 * ships inside an editor is not looked at.
 */
export const inventoryVscode = async (disk: Disk, where: Where): Promise<ExtensionSeen[]> => {
  const seen = new Map<string, ExtensionSeen>()
  for (const { account, pattern } of spotsOf(EXTENSION_FOLDERS[where.platform], where))
    for (const folder of await expand(disk, pattern)) {
      const text = await disk.read(path.join(folder, '.obsolete'), OBSOLETE_BYTES)
      const gone = text === null ? new Set() : obsoleteFolders(text)
      for (const { name, is } of await disk.list(folder, disk.budget(folder))) {
        const extension = is === 'folder' || is === 'link' ? extensionOfFolder(name) : null
        if (extension === null || gone.has(name)) continue
        const root = await disk.real(path.join(folder, name))
        if (root === null) continue
        const told = await disk.read(path.join(root, 'package.json'), MANIFEST_BYTES)
        const manifest = told === null ? null : extensionOfManifest(told)
        if (manifest?.id !== extension.id) continue
        const version = manifest.version ?? extension.version
        seen.set(root, { kind: 'extension', family: 'vscode', account, extension: extension.id, version, root })
      }
    }
  return [...seen.values()]
}
