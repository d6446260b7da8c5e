import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

/** What the built application is made of, as one digest: whether it is up to date is a question of content, not time. */

const SKIPPED = new Set(['dist', 'node_modules'])

const filesBelow = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true })
  const found = await Promise.all(
    entries.map(entry => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesBelow(path)
      return entry.isFile() && !/\.test\.tsx?$|\.md$/.test(entry.name) ? [path] : []
    }),
  )
  return found.flat()
}

/**
 * @param folders whose files count, in this order.
 * @param files single files that count as well.
 * @returns SHA-256 over names and contents, 64 hex digits.
 */
export const sourceDigest = async (folders: readonly string[], files: readonly string[]): Promise<string> => {
  const hash = createHash('sha256')
  const add = async (name: string, path: string): Promise<void> => {
    const bytes = await readFile(path)
    hash.update(`${name}\0${bytes.length}\0`).update(bytes)
  }
  for (const [index, folder] of folders.entries())
    for (const path of (await filesBelow(folder)).sort())
      await add(`${index}/${relative(folder, path).split(sep).join('/')}`, path)
  for (const path of files) await add(path.split(sep).at(-1) ?? path, path)
  return hash.digest('hex')
}
