import path from 'node:path'
import type { Disk } from './disk.ts'
import { extensionOfFolder, obsoleteFolders } from './extension-name.ts'
import type { ExtensionSeen } from './observation.ts'
import { expand, spotsOf, type Where } from './places.ts'
import { EXTENSION_FOLDERS } from './vscode-places.ts'

const OBSOLETE_BYTES = 256 * 1024

/**
 * Extensions of VS Code's family, by the names of their folders: the editor itself makes them of publisher, name and
 * version, and says in `.obsolete` which are removed. What ships inside an editor is not looked at.
 */
export const inventoryVscode = async (disk: Disk, where: Where): Promise<ExtensionSeen[]> => {
  const seen = new Map<string, ExtensionSeen>()
  for (const { account, pattern } of spotsOf(EXTENSION_FOLDERS[where.platform], where))
    for (const folder of await expand(disk, pattern)) {
      const text = await disk.read(path.join(folder, '.obsolete'), OBSOLETE_BYTES)
      const gone = text === null ? new Set() : obsoleteFolders(text)
      for (const { name, is } of await disk.list(folder, disk.budget(folder))) {
        const extension = is === 'folder' || is === 'link' ? extensionOfFolder(name) : null
        if (extension === null || gone.has(name) || !where.wanted.extension('vscode', extension.id)) continue
        const root = await disk.real(path.join(folder, name))
        if (root === null) continue
        const { id, version } = extension
        seen.set(root, { kind: 'extension', family: 'vscode', account, extension: id, version, root })
      }
    }
  return [...seen.values()]
}
