import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export type Import = { readonly from: string; readonly typeOnly: boolean }
/** One source file. `file` and local imports are paths from the repository's root, with `/`. */
export type Source = { readonly file: string; readonly text: string; readonly imports: readonly Import[] }

const STATEMENT = /^(?:import|export)\s+(type\s+)?(?:[\w*{][^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]/gm
const CALL = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

/** @returns what `text` imports: local ones resolved against `file`, others by their package's name. */
export const importsOf = (file: string, text: string): Import[] => {
  const resolve = (from: string): string =>
    from.startsWith('.') ? path.posix.join(path.posix.dirname(file), from) : packageName(from)
  return [
    ...[...text.matchAll(STATEMENT)].map(m => ({ from: resolve(m[2] ?? ''), typeOnly: m[1] !== undefined })),
    ...[...text.matchAll(CALL)].map(m => ({ from: resolve(m[1] ?? ''), typeOnly: false })),
  ]
}

const packageName = (from: string): string => {
  if (from.startsWith('node:') || from === 'zod/mini') return from
  return from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/')
}

const ROOMS = ['policies', 'protocol', 'agent', 'console', 'installers', 'test']
const SKIPPED = new Set(['node_modules', 'dist', '.cache', '.waymark'])

/** @returns every `.ts` and `.tsx` file of the house below `root`. */
export const readSources = (root: string): Source[] => {
  const files = ROOMS.flatMap(room => walk(root, room))
  const top = readdirSync(root).filter(name => name.endsWith('.ts'))
  return [...top, ...files].map(file => {
    const text = readFileSync(path.join(root, file), 'utf8')
    return { file, text, imports: importsOf(file, text) }
  })
}

const walk = (root: string, folder: string): string[] =>
  readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const inside = `${folder}/${entry.name}`
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : walk(root, inside)
    return /\.tsx?$/.test(entry.name) ? [inside] : []
  })
