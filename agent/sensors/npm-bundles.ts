import path from 'node:path'
import type { Disk } from './disk.ts'

/** Bytes: a command up to this size starts something that lies beside it. */
const LAUNCHER = 64 * 1024
/** Bytes: less is no program of its own. */
const LEAST = 8 * 1024
/** Scripts told of one package: bundlers repeat what matters in their largest pieces. */
const MOST = 3
/** Entries of one folder: what holds more is no bundle, and would cost a look at each of them. */
const FOLDER = 1000
const SCRIPT = /\.[cm]?js$/

/**
 * A small command is a launcher: the program is in the scripts around it, in its folder or one below.
 * @param command real path. @returns the largest of those scripts, real paths; none for a command that is a program.
 */
export const bundlesOf = async (disk: Disk, command: string): Promise<string[]> => {
  const own = await disk.stat(command)
  if (own === null || own.size > LAUNCHER) return []
  const folder = path.dirname(command)
  const scripts: { path: string; size: number }[] = []
  const look = async (at: string): Promise<string[]> => {
    const listed = await disk.list(at, disk.budget(at))
    if (listed.length > FOLDER) return []
    for (const { name } of listed.filter(({ name, is }) => is === 'file' && SCRIPT.test(name))) {
      const file = path.join(at, name)
      const stat = file === command ? null : await disk.stat(file)
      if (stat?.isFile() && stat.size >= LEAST) scripts.push({ path: file, size: stat.size })
    }
    return listed
      .filter(({ name, is }) => is === 'folder' && name !== 'node_modules')
      .map(({ name }) => path.join(at, name))
  }
  for (const below of await look(folder)) await look(below)
  return scripts
    .sort((a, b) => b.size - a.size || (a.path < b.path ? -1 : 1))
    .slice(0, MOST)
    .map(script => script.path)
}
