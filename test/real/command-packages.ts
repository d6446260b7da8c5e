import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parsePackageJson } from '../../agent/identify/package-json.ts'
import type { PackageSeen } from '../../agent/sensors/observation.ts'

/**
 * Every package below these folders that has a command, and those that are chosen, each once, as if it had been
 * installed for itself.
 * @param folders each a `node_modules`.
 */
export const commandPackages = async (
  folders: readonly string[],
  chosen: (name: string) => boolean,
): Promise<PackageSeen[]> => {
  const seen = new Map<string, PackageSeen>()
  const look = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (!entry.isDirectory() || entry.name.startsWith('.')) continue
      const root = join(folder, entry.name)
      if (entry.name.startsWith('@')) {
        await look(root)
        continue
      }
      const text = await readFile(join(root, 'package.json'), 'utf8').catch(() => null)
      const json = text === null ? null : parsePackageJson(text)
      if (json !== null && (json.hasCommand || chosen(json.name)) && !seen.has(json.name))
        seen.set(json.name, await asked(root, json.name, json.version, text ?? ''))
      if (await stat(join(root, 'node_modules')).catch(() => null)) await look(join(root, 'node_modules'))
    }
  }
  for (const folder of folders) await look(folder)
  return [...seen.values()]
}

const asked = async (root: string, name: string, version: string | null, text: string): Promise<PackageSeen> => {
  const { bin = {} } = JSON.parse(text) as { bin?: string | Record<string, string> }
  const files = (typeof bin === 'string' ? [bin] : Object.values(bin)).map(file => join(root, file))
  const programs = (await Promise.all(files.map(file => realpath(file).catch(() => null)))).filter(f => f !== null)
  return { kind: 'package', ecosystem: 'npm', account: 'lin', name, version, root, inside: null, programs }
}
