import path from 'node:path'
import type { Platform } from '../../policies/decide/words.ts'
import type { Budget, Disk } from './disk.ts'
import type { Home, Wanted } from './observation.ts'

/** What is looked at: whose homes, and the system's places below `root` where `system` says so. */
export type Where = {
  readonly homes: readonly Home[]
  /** What stands for the root of the file system: `/` unless told otherwise. */
  readonly root: string
  /** Whether system places and PATH are looked at. */
  readonly system: boolean
  /** Folders of PATH, as the system writes them. */
  readonly path: readonly string[]
  readonly wanted: Wanted
  readonly platform: Platform
}

/** Patterns per platform, `~/…` or absolute, in the catalog's grammar: exact, `*` for one segment, a final `/**`. */
export type Places = Readonly<Record<Platform, readonly string[]>>

/** A pattern where it applies: absolute, for one account or for the system (null). */
export type Spot = { readonly account: string | null; readonly pattern: string }

/** @returns where patterns apply here: `~/` once a home, absolute ones below the root unless system places are left out. */
export const spotsOf = (patterns: readonly string[], where: Where): Spot[] =>
  patterns.flatMap((pattern): Spot[] => {
    if (pattern.startsWith('~/'))
      return where.homes.map(({ account, home }) => ({ account, pattern: path.join(home, pattern.slice(2)) }))
    return where.system ? [{ account: null, pattern: belowRoot(pattern, where.root) }] : []
  })

/** @param absolute as the system writes it, with a drive on Windows. */
export const belowRoot = (absolute: string, root: string): string => path.join(root, absolute.replace(/^[A-Za-z]:/, ''))

/** How deep a final `/**` reaches. */
const DEPTH = 12

/**
 * @param pattern absolute. Folders that are links are entered where `*` stands, not below `/**`.
 * @returns paths that a name in a folder speaks for; a path without `*` as it is, there or not.
 */
export const expand = async (disk: Disk, pattern: string): Promise<string[]> => {
  const budget = disk.budget(pattern)
  const { root } = path.parse(pattern)
  let found = [root]
  for (const segment of pattern.slice(root.length).split(path.sep)) {
    const next: string[] = []
    for (const folder of found) {
      if (segment === '**') next.push(...(await filesBelow(disk, folder, budget, DEPTH)))
      else if (segment === '*') next.push(...(await entriesOf(disk, folder, budget)))
      else next.push(path.join(folder, segment))
    }
    found = next
  }
  return found
}

const entriesOf = async (disk: Disk, folder: string, budget: Budget): Promise<string[]> =>
  (await disk.list(folder, budget)).map(({ name }) => path.join(folder, name))

/** Files below a folder, nearest first; links are told, not followed. */
export const filesBelow = async (disk: Disk, top: string, budget: Budget, depth: number): Promise<string[]> => {
  const files: string[] = []
  let level = [top]
  for (let i = 0; i < depth && level.length > 0; i++) {
    const next: string[] = []
    for (const folder of level)
      for (const { name, is } of await disk.list(folder, budget)) {
        if (is === 'folder') next.push(path.join(folder, name))
        else if (is !== 'other') files.push(path.join(folder, name))
      }
    level = next
  }
  if (level.length > 0) disk.miss(top, `goes deeper than ${depth} folders`)
  return files
}
