import path from 'node:path'
import type { Disk } from './disk.ts'
import { PLUGIN_FOLDERS } from './jetbrains-places.ts'
import type { ExtensionSeen } from './observation.ts'
import { expand, spotsOf, type Where } from './places.ts'
import { type Plugin, parsePluginXml } from './plugin-xml.ts'
import { readZipEntry } from './zip-entry.ts'

const DESCRIPTOR = 'META-INF/plugin.xml'
const DESCRIPTOR_BYTES = 1024 * 1024
const JAR_BYTES = 512 * 1024 * 1024
/** Jars of one plugin that are opened until one says which plugin it is. */
const JARS = 64

/** Plugins of JetBrains' editors, by the descriptor in one of their jars or lying open. */
export const inventoryJetbrains = async (disk: Disk, where: Where): Promise<ExtensionSeen[]> => {
  const seen: ExtensionSeen[] = []
  for (const { account, pattern } of spotsOf(PLUGIN_FOLDERS[where.platform], where))
    for (const folder of await expand(disk, pattern))
      for (const { name, is } of await disk.list(folder, disk.budget(folder))) {
        const place = path.join(folder, name)
        const plugin =
          is === 'file' ? await pluginOfJar(disk, place) : is === 'other' ? null : await pluginOf(disk, place)
        if (plugin === null || !where.wanted.extension('jetbrains', plugin.id)) continue
        const root = (await disk.real(place)) ?? place
        const { id, version } = plugin
        seen.push({ kind: 'extension', family: 'jetbrains', account, extension: id, version, root })
      }
  return seen
}

const pluginOf = async (disk: Disk, folder: string): Promise<Plugin | null> => {
  const open = await disk.read(path.join(folder, DESCRIPTOR), DESCRIPTOR_BYTES)
  if (open !== null) return parsePluginXml(open)
  const lib = path.join(folder, 'lib')
  const jars = (await disk.list(lib, disk.budget(lib))).filter(({ name, is }) => is === 'file' && name.endsWith('.jar'))
  for (const { name } of jars.slice(0, JARS)) {
    const plugin = await pluginOfJar(disk, path.join(lib, name))
    if (plugin !== null) return plugin
  }
  if (jars.length > 0) disk.miss(folder, 'holds jars, and none says which plugin it is')
  return null
}

const pluginOfJar = async (disk: Disk, jar: string): Promise<Plugin | null> => {
  if (!jar.endsWith('.jar')) return null
  return disk.open(jar, JAR_BYTES, async ({ handle, size }) => {
    const descriptor = await readZipEntry(handle, size, DESCRIPTOR, DESCRIPTOR_BYTES)
    return descriptor === null ? null : parsePluginXml(descriptor.toString('utf8'))
  })
}
