import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Metafile } from 'esbuild'
import * as z from 'zod/mini'

const Manifest = z.object({ name: z.string(), version: z.string(), license: z.string() })

const FOLDER = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/

/** @returns folders of the packages of which something is in the bundle, from the repository's root, in order. */
export const packagesIn = ({ outputs }: Pick<Metafile, 'outputs'>): string[] => {
  const files = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  )
  return [...new Set(files.flatMap(file => FOLDER.exec(file)?.[0] ?? []))].sort()
}

/**
 * The licences of what others wrote, one after the other.
 * @param folders of packages, from `root`. @throws Error naming a package that does not bring its licence.
 */
export const noticesOf = async (root: string, folders: readonly string[]): Promise<string> => {
  const notices = await Promise.all(
    folders.map(async folder => {
      const dir = path.join(root, folder)
      const { name, version, license } = Manifest.parse(
        JSON.parse(await readFile(path.join(dir, 'package.json'), 'utf8')),
      )
      return `${name} ${version} (${license})\n\n${await licenceIn(dir)}\n`
    }),
  )
  return `Waymark contains the following works of others.\n\n${notices.join(`\n${'-'.repeat(80)}\n\n`)}`
}

/** From its own file, else from the last part of the readme. */
const licenceIn = async (dir: string): Promise<string> => {
  const files = await readdir(dir)
  const read = async (name: RegExp): Promise<string | null> => {
    const file = files.find(each => name.test(each))
    return file === undefined ? null : (await readFile(path.join(dir, file), 'utf8')).replaceAll('\r\n', '\n')
  }
  const licence = await read(/^licen[cs]e(?:\.txt|\.md)?$/i)
  const text = licence ?? /^#+ *licen[cs]e\b[^\n]*\n([\s\S]+)$/im.exec((await read(/^readme\.md$/i)) ?? '')?.[1]
  if (text === undefined) throw new Error(`${dir}: brings no licence, and may not be packed without one`)
  return text.trim()
}
