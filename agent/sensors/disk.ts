import type { Dirent, Stats } from 'node:fs'
import { lstat, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { ASTRAY, leadsElsewhere } from '../astray.ts'
import { keepsWaiting, WAITING } from '../kept-waiting.ts'
import { faultOf, type OpenFile, openRegular } from '../open-file.ts'
import { readNear } from '../open-file-now.ts'
import { openAtOnce } from './at-once.ts'
import { entriesOf } from './folder-entries.ts'
import { openMissed } from './missed.ts'
import type { NotSeen } from './observation.ts'

/** The inventory's one way to the disk: bounded, never blocking, and what it could not see is kept. */

const MOST_ENTRIES = 20_000
/** Files and folders open at a time: more than that waits for the same few threads, and takes up handles. */
const AT_ONCE = 32

/** What may still be listed below one root. */
export type Budget = { left: number; readonly root: string }

export type Listed = { readonly name: string; readonly is: 'folder' | 'file' | 'link' | 'other' }

export type Disk = {
  readonly budget: (root: string) => Budget
  /** The names in a folder that are text; nothing where there is no folder. */
  readonly list: (folder: string, budget: Budget) => Promise<Listed[]>
  /** A small file as text; null where there is none. */
  readonly read: (file: string, most: number) => Promise<string | null>
  /** What `use` makes of an open file of at most `most` bytes; null where there is none, or it could not be read. */
  readonly open: <T>(file: string, most: number, use: (open: OpenFile) => Promise<T>) => Promise<T | null>
  /** Links followed, each part of the path; null where it leads nowhere. */
  readonly real: (file: string) => Promise<string | null>
  /** Of what a path leads to; null where it leads nowhere. */
  readonly stat: (file: string) => Promise<Stats | null>
  /** Of what bears this name, a link as such; null where nothing does. */
  readonly lstat: (file: string) => Promise<Stats | null>
  readonly miss: (what: string, why: string) => void
  readonly notSeen: () => NotSeen[]
}

/** What several disks share, so that they open no more together than one does. */
export type InTurn = <T>(act: () => Promise<T>) => Promise<T>
export const openInTurn = (): InTurn => openAtOnce(AT_ONCE)

/** @param touched is told each file that is opened and, with a `/` at its end, each folder that is listed. */
export const openDisk = (touched: (path: string) => void = () => {}, inTurn: InTurn = openInTurn()): Disk => {
  const { miss, notSeen } = openMissed()
  const missUnlessAbsent = (what: string, error: unknown): void => {
    const { fault, absent } = faultOf(error)
    if (!absent) miss(what, fault)
  }
  const waits = (file: string): boolean => {
    const does = keepsWaiting(file)
    if (does) miss(file, WAITING)
    return does
  }
  const orNull = async <T>(file: string, act: (file: string) => Promise<T>): Promise<T | null> => {
    if (waits(file)) return null
    try {
      return await inTurn(() => act(file))
    } catch (error) {
      missUnlessAbsent(file, error)
      return null
    }
  }
  const list = (folder: string, budget: Budget): Promise<Listed[]> => inTurn(() => listNow(folder, budget))
  const listNow = async (folder: string, budget: Budget): Promise<Listed[]> => {
    const found: Listed[] = []
    let unnamed = 0
    if (waits(folder)) return found
    touched(`${folder}/`)
    try {
      for await (const entry of await entriesOf(folder)) {
        if (budget.left-- <= 0) {
          miss(budget.root, `holds more than ${MOST_ENTRIES} entries`)
          break
        }
        const name = textOf(entry.name)
        if (name === null) unnamed++
        else found.push({ name, is: kindOf(entry) })
      }
    } catch (error) {
      missUnlessAbsent(folder, error)
    }
    if (unnamed > 0)
      miss(folder, `${unnamed} in it ${unnamed === 1 ? 'has a name that is' : 'have names that are'} no text`)
    return found.sort((a, b) => (a.name < b.name ? -1 : 1))
  }
  const read = async (file: string, most: number): Promise<string | null> => {
    if (waits(file)) return null
    touched(file)
    const answer = await inTurn(() => readNear(file, most))
    if ('text' in answer) return answer.text
    if (!answer.absent) miss(file, answer.fault)
    return null
  }
  const open: Disk['open'] = (file, most, use) =>
    inTurn(async () => {
      if (waits(file)) return null
      touched(file)
      const opened = await openRegular(file, most)
      if ('fault' in opened) {
        if (!opened.absent) miss(file, opened.fault)
        return null
      }
      try {
        return await use(opened)
      } catch {
        miss(file, 'could not be read to its end')
        return null
      } finally {
        await opened.handle.close()
      }
    })
  return {
    budget: root => ({ left: MOST_ENTRIES, root }),
    list,
    read,
    open,
    miss,
    real: async file => {
      const found = await orNull(file, at => realpath(at, 'utf8'))
      if (found === null || !(await leadsElsewhere(file, found))) return found
      miss(file, ASTRAY)
      return null
    },
    stat: file => orNull(file, at => stat(at, { bigint: false })),
    lstat: file => orNull(file, at => lstat(at, { bigint: false })),
    notSeen,
  }
}

const textOf = (name: string | Buffer): string | null => {
  if (typeof name === 'string') return name
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name)
  } catch {
    return null
  }
}

const kindOf = (entry: Dirent): Listed['is'] =>
  entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : entry.isSymbolicLink() ? 'link' : 'other'

export const isInside = (folder: string, file: string): boolean => file.startsWith(folder + path.sep)
