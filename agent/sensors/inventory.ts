import { type Disk, isInside, openDisk } from './disk.ts'
import { inventoryChromium, inventoryFirefox } from './inventory-browsers.ts'
import { inventoryCargo } from './inventory-cargo.ts'
import { inventoryConfigs } from './inventory-configs.ts'
import { inventoryEntries, inventoryImages } from './inventory-desktop.ts'
import { inventoryDpkg } from './inventory-dpkg.ts'
import { inventoryBuiltIn, inventoryVim, inventoryZed } from './inventory-editors.ts'
import { inventoryGo } from './inventory-go.ts'
import { inventoryJetbrains } from './inventory-jetbrains.ts'
import { type Connections, inventoryConnections } from './inventory-mcp.ts'
import { inventoryNative } from './inventory-native.ts'
import { inventoryNpm } from './inventory-npm.ts'
import { inventoryPath } from './inventory-path.ts'
import { inventoryPython } from './inventory-python.ts'
import { inventoryStores } from './inventory-stores.ts'
import { inventoryVscode } from './inventory-vscode.ts'
import { openMissed } from './missed.ts'
import type { NotSeen, Observation, PackageSeen, ProgramSeen, Wanted } from './observation.ts'
import type { Where } from './places.ts'

const PARTS: Readonly<Record<string, (disk: Disk, where: Where) => Promise<Observation[]>>> = {
  'npm packages': inventoryNpm,
  'Python packages': inventoryPython,
  crates: inventoryCargo,
  'modules of Go': inventoryGo,
  'packages of the system': inventoryDpkg,
  'packages of stores': inventoryStores,
  'VS Code extensions': inventoryVscode,
  'extensions inside editors': inventoryBuiltIn,
  'JetBrains plugins': inventoryJetbrains,
  'Zed extensions': inventoryZed,
  'Vim plugins': inventoryVim,
  'extensions of Chromium': inventoryChromium,
  'extensions of Firefox': inventoryFirefox,
  'native installations': inventoryNative,
  'programs on PATH': inventoryPath,
  'applications of the menu': inventoryEntries,
  'applications of one file': inventoryImages,
  configurations: inventoryConfigs,
}

export type Installed = {
  readonly seen: Observation[]
  readonly notSeen: NotSeen[]
  /** What the assistants are connected to and told; no evidence of any of them. */
  readonly connections: Connections
}

/** Looks at one part of the inventory: by a disk, or by remembering what that came to. */
export type LookAtPart = <T>(what: string, act: (disk: Disk) => Promise<T>) => Promise<T>

/**
 * What is installed: one bounded look at the places where assistants lie. Never throws: a part that fails is named in
 * `notSeen`, and the others go on.
 */
export const inventory = async (where: Where, disk: Disk = openDisk()): Promise<Installed> => {
  const { notSeen, ...installed } = await inventoryBy((_, act) => act(disk), where)
  return { ...installed, notSeen: [...notSeen, ...disk.notSeen()] }
}

/** @returns in `notSeen` the parts that failed alone. */
export const inventoryBy = async (lookAt: LookAtPart, where: Where): Promise<Installed> => {
  const failed = openMissed()
  const part = async <T>(what: string, act: (disk: Disk) => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await lookAt(what, act)
    } catch (error) {
      failed.miss(what, error instanceof Error ? error.message : String(error))
      return otherwise
    }
  }
  const parts = Object.entries(PARTS).map(([what, look]) => part(what, disk => look(disk, where), []))
  const none: Connections = { mcpServers: [], instructionFiles: [] }
  const connected = part('MCP servers', disk => inventoryConnections(disk, where), none)
  const [seen, connections] = [(await Promise.all(parts)).flat(), await connected]
  return { seen: withoutRepeats(seen, where.wanted), notSeen: failed.notSeen(), connections }
}

/** A program that lies in a package of the catalog is that package; one that several links lead to is told once. */
const withoutRepeats = (seen: readonly Observation[], wanted: Wanted): Observation[] => {
  const packages = seen.filter((o): o is PackageSeen => o.kind === 'package' && wanted.package(o.ecosystem, o.name))
  const told = new Set<string>()
  const isRepeat = (program: ProgramSeen): boolean => {
    const key = `${program.account ?? ''}\0${program.path}`
    const known = told.has(key)
    told.add(key)
    return (
      known || packages.some(({ root, programs }) => programs.includes(program.path) || isInside(root, program.path))
    )
  }
  return seen.filter(observation => observation.kind !== 'program' || !isRepeat(observation))
}
