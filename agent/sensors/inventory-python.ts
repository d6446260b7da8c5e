import path from 'node:path'
import type { Disk } from './disk.ts'
import type { PackageSeen } from './observation.ts'
import { expand, spotsOf, type Where } from './places.ts'
import { consoleScripts, type Entry, nameOfDistInfo, parseMetadata, pythonName } from './python-metadata.ts'
import { SHARED_PYTHON, TOOL_PYTHON } from './python-places.ts'

const METADATA_BYTES = 1024 * 1024
const ENTRY_POINTS_BYTES = 64 * 1024
const MOST = 12

type Site = {
  readonly account: string | null
  readonly folder: string
  /** The tool that the folder was made for. */
  readonly tool: string | null
}

/** Packages of pip, pipx and uv: those that the catalog names, and those with a command that were installed for themselves. */
export const inventoryPython = async (disk: Disk, where: Where): Promise<PackageSeen[]> => {
  const sites = new Map<string, Site>()
  for (const site of [...(await sitesOf(disk, where, false)), ...(await sitesOf(disk, where, true))]) {
    const real = await disk.real(site.folder)
    if (real !== null && !sites.has(real)) sites.set(real, { ...site, folder: real })
  }
  return (await Promise.all([...sites.values()].map(site => packagesOf(disk, where, site)))).flat()
}

const sitesOf = async (disk: Disk, where: Where, ofTools: boolean): Promise<Site[]> => {
  const spots = spotsOf((ofTools ? TOOL_PYTHON : SHARED_PYTHON)[where.platform], where)
  const found = spots.map(async ({ account, pattern }) => {
    const at = pattern.split(path.sep).indexOf('*')
    const toolOf = (folder: string): string | null => (ofTools ? pythonName(folder.split(path.sep)[at] ?? '') : null)
    return (await expand(disk, pattern)).map(folder => ({ account, folder, tool: toolOf(folder) }))
  })
  return (await Promise.all(found)).flat()
}

const packagesOf = async (disk: Disk, where: Where, site: Site): Promise<PackageSeen[]> => {
  const listed = await disk.list(site.folder, disk.budget(site.folder))
  const found = listed.map(async ({ name, is }): Promise<PackageSeen[]> => {
    const said = is === 'folder' ? nameOfDistInfo(name) : null
    if (said === null) return []
    const own = site.tool === null || site.tool === said
    const named = where.wanted.package('pip', said)
    if (!named && !own) return []
    const root = path.join(site.folder, name)
    const points = await disk.read(path.join(root, 'entry_points.txt'), ENTRY_POINTS_BYTES)
    const commands = points === null ? [] : consoleScripts(points)
    if (!named && commands.length === 0) return []
    const text = await disk.read(path.join(root, 'METADATA'), METADATA_BYTES)
    const metadata = text === null ? null : parseMetadata(text)
    // The folder's name alone proves nothing.
    if (metadata?.name !== said) return []
    const programs = await programsOf(disk, where, site.folder, commands)
    const { account, tool } = site
    return [{ kind: 'package', ecosystem: 'pip', account, ...metadata, root, inside: own ? null : tool, programs }]
  })
  return (await Promise.all(found)).flat()
}

/** The commands, where this installation keeps commands, and then the modules that they start. */
const programsOf = async (disk: Disk, where: Where, site: string, commands: readonly Entry[]): Promise<string[]> => {
  const windows = where.platform === 'windows'
  const bin = windows ? path.join(site, '../../Scripts') : path.join(site, '../../../bin')
  const files = [
    ...commands.map(({ command }) => [path.join(bin, windows ? `${command}.exe` : command)]),
    ...commands.map(({ module }) => [
      path.join(site, ...module.slice(0, -1), `${module.at(-1)}.py`),
      path.join(site, ...module, '__init__.py'),
    ]),
  ]
  const real = await Promise.all(files.map(async each => firstFile(disk, each)))
  return [...new Set(real.filter(file => file !== null))].slice(0, MOST)
}

const firstFile = async (disk: Disk, candidates: readonly string[]): Promise<string | null> => {
  for (const file of candidates) {
    const real = await disk.real(file)
    if (real !== null && (await disk.stat(real))?.isFile() === true) return real
  }
  return null
}
