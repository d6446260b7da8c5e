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
 * ships inside an editor is another part's.
 */
export const inventoryVscode = async (disk: Disk, where: Where): Promise<ExtensionSeen[]> => {
  const seen = new Map<string, ExtensionSeen>()
  for (const { account, pattern } of spotsOf(EXTENSION_FOLDERS[where.platform], where))
    for (const folder of await expand(disk, pattern)) {
      const text = await disk.read(path.join(folder, '.obsolete'), OBSOLETE_BYTES)
      const gone = text === null ? new Set() : obsoleteFolders(text)
      const listed = await disk.list(folder, disk.budget(folder))
      const folders = listed.filter(({ name, is }) => (is === 'folder' || is === 'link') && !gone.has(name))
      const told = folders.map(({ name }) => extensionIn(disk, folder, name))
      for (const each of await Promise.all(told)) if (each !== null) seen.set(each.root, { ...each, account })
    }
  return [...seen.values()]
}

const extensionIn = async (
  disk: Disk,
  folder: string,
  name: string,
): Promise<Omit<ExtensionSeen, 'account'> | null> => {
  const extension = extensionOfFolder(name)
  const root = extension === null ? null : await disk.real(path.join(folder, name))
  const told = root === null ? null : await disk.read(path.join(root, 'package.json'), MANIFEST_BYTES)
  const manifest = told === null ? null : extensionOfManifest(told)
  if (extension === null || root === null || manifest?.id !== extension.id) return null
  const version = manifest.version ?? extension.version
  return { kind: 'extension', family: 'vscode', extension: extension.id, version, root }
}
