import path from 'node:path'
import type { Disk } from './disk.ts'
import { BUILT_IN_FOLDERS, VIM_FOLDERS, ZED_FOLDERS } from './editor-places.ts'
import { extensionOfManifest } from './extension-name.ts'
import { remoteOf } from './git-remote.ts'
import type { ExtensionSeen } from './observation.ts'
import { expand, type Places, spotsOf, type Where } from './places.ts'

const ZED_BYTES = 64 * 1024
const GIT_BYTES = 64 * 1024
const BUILT_IN_BYTES = 1024 * 1024

type Folder = { readonly account: string | null; readonly folder: string; readonly name: string }

/** Extensions of Zed that the catalog names. */
export const inventoryZed = async (disk: Disk, where: Where): Promise<ExtensionSeen[]> => {
  const seen = (await foldersIn(disk, where, ZED_FOLDERS)).map(
    async ({ account, folder, name }): Promise<ExtensionSeen[]> => {
      const id = name.toLowerCase()
      if (!where.wanted.extension('zed', id)) return []
      const text = await disk.read(path.join(folder, 'extension.toml'), ZED_BYTES)
      const said = text === null ? null : /^id\s*=\s*["']([\w-]{1,128})["']/m.exec(text)?.[1]
      if (text === null || said?.toLowerCase() !== id) return []
      const version = /^version\s*=\s*["']([\w.+-]{1,64})["']/m.exec(text)?.[1] ?? null
      return [{ kind: 'extension', family: 'zed', account, extension: id, version, root: folder }]
    },
  )
  return (await Promise.all(seen)).flat()
}

/**
 * Plugins of Vim and Neovim that the catalog names, by `owner/name` of the place that they were cloned from, else by
 * the name of their folder. They say no version.
 */
export const inventoryVim = async (disk: Disk, where: Where): Promise<ExtensionSeen[]> => {
  const seen = (await foldersIn(disk, where, VIM_FOLDERS)).map(
    async ({ account, folder, name }): Promise<ExtensionSeen[]> => {
      const text = await disk.read(path.join(folder, '.git/config'), GIT_BYTES)
      const remote = text === null ? null : remoteOf(text)
      const id = [remote, name.toLowerCase()].find(each => each !== null && where.wanted.extension('vim', each))
      return typeof id === 'string'
        ? [{ kind: 'extension', family: 'vim', account, extension: id, version: null, root: folder }]
        : []
    },
  )
  return (await Promise.all(seen)).flat()
}

/** Extensions that ship inside an editor of VS Code's family, where the catalog names them. */
export const inventoryBuiltIn = async (disk: Disk, where: Where): Promise<ExtensionSeen[]> => {
  const seen = (await foldersIn(disk, where, BUILT_IN_FOLDERS)).map(
    async ({ account, folder }): Promise<ExtensionSeen[]> => {
      const text = await disk.read(path.join(folder, 'package.json'), BUILT_IN_BYTES)
      const manifest = text === null ? null : extensionOfManifest(text)
      if (manifest === null || !where.wanted.extension('vscode', manifest.id)) return []
      const { id, version } = manifest
      return [{ kind: 'extension', family: 'vscode', account, extension: id, version, root: folder }]
    },
  )
  return (await Promise.all(seen)).flat()
}

/** Real folders, each once. */
const foldersIn = async (disk: Disk, where: Where, places: Places): Promise<Folder[]> => {
  const found = new Map<string, Folder>()
  for (const { account, pattern } of spotsOf(places[where.platform], where))
    for (const place of await expand(disk, pattern))
      for (const { name, is } of await disk.list(place, disk.budget(place))) {
        const folder = is === 'folder' || is === 'link' ? await disk.real(path.join(place, name)) : null
        if (folder !== null && !found.has(folder)) found.set(folder, { account, folder, name })
      }
  return [...found.values()]
}
