import { publisherOf } from './npm-manifest.ts'

/** What Python packages say of themselves (core metadata 2.4, entry points). Pure; others may have written it. */

export type PythonPackage = {
  /** Lower case with single hyphens (PEP 503): one package has many spellings. */
  readonly name: string
  readonly version: string | null
  readonly publisher: string | null
}

/** @returns a name as the index compares names. */
export const pythonName = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-')

/** @param folder `Name-1.2.3.dist-info`. @returns the name in it; null where it is none. */
export const nameOfDistInfo = (folder: string): string | null => {
  const name = /^([A-Za-z0-9][\w.]{0,127})-[^-]{1,64}\.dist-info$/.exec(folder)?.[1]
  return name === undefined ? null : pythonName(name)
}

/** @param text of `METADATA`. @returns null where that names no package. */
export const parseMetadata = (text: string): PythonPackage | null => {
  // The description follows the first empty line, and may say anything.
  const head = text.slice(0, 64 * 1024).split(/\r?\n\r?\n/, 1)[0] ?? ''
  const field = (name: string): string | null =>
    new RegExp(`^${name}:[ \\t]*(.{1,1024})`, 'im').exec(head)?.[1]?.trim() ?? null
  const name = field('Name')
  if (name === null || !/^[A-Za-z0-9][\w.-]{0,127}$/.test(name)) return null
  const author = ['Author', 'Author-email', 'Maintainer', 'Maintainer-email'].map(each =>
    publisherOf(field(each) ?? ''),
  )
  return {
    name: pythonName(name),
    version: field('Version')?.slice(0, 256) ?? null,
    publisher: author.find(each => each !== null) ?? null,
  }
}

/** A command, and the module that it starts, as parts of its name. */
export type Entry = { readonly command: string; readonly module: readonly string[] }

/** @param text of `entry_points.txt`. @returns what it makes commands of, at most 32. */
export const consoleScripts = (text: string): Entry[] => {
  const entries: Entry[] = []
  let inside = false
  for (const line of text.split(/\r?\n/, 2_000)) {
    const section = /^\s*\[\s*([\w.-]+)\s*\]/.exec(line)?.[1]
    if (section !== undefined) inside = section === 'console_scripts'
    else if (inside) {
      const [, command, module] = /^\s*([\w][\w.-]{0,99})\s*=\s*(\w+(?:\.\w+){0,16})\s*(?:[:[]|$)/.exec(line) ?? []
      if (command !== undefined && module !== undefined) entries.push({ command, module: module.split('.') })
    }
  }
  return entries.slice(0, 32)
}
