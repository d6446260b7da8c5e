import { mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Home, Wanted } from './observation.ts'
import type { Where } from './places.ts'

/** Homes made up for tests: `files` by path below the home; a value that is an object is written as JSON. */
export type Files = Readonly<Record<string, string | object>>

export const scratch = async (name: string): Promise<string> =>
  realpath(await mkdtemp(path.join(tmpdir(), `waymark-${name}-`)))

export const fill = async (home: string, files: Files, mode = 0o644): Promise<void> => {
  for (const [file, content] of Object.entries(files)) {
    const at = path.join(home, file)
    await mkdir(path.dirname(at), { recursive: true })
    await writeFile(at, typeof content === 'string' ? content : JSON.stringify(content), { mode })
  }
}

/** Wants exactly these names, packages of other ecosystems than npm as `pip:name`; each list may be left out. */
export const wanting = (lists: {
  packages?: readonly string[]
  extensions?: readonly string[]
  programs?: readonly string[]
  paths?: readonly string[]
  configs?: readonly string[]
}): Wanted => ({
  package: (ecosystem, name) => (lists.packages ?? []).includes(ecosystem === 'npm' ? name : `${ecosystem}:${name}`),
  extension: (family, id) => (lists.extensions ?? []).includes(`${family}:${id}`),
  program: name => (lists.programs ?? []).includes(name),
  paths: lists.paths ?? [],
  configs: lists.configs ?? [],
})

export const homeOf = (home: string, account = 'lin'): Home => ({ account, uid: 1000, home })

/** A look at one home alone, on Linux. */
export const whereIs = (home: string, wanted: Wanted, more: Partial<Where> = {}): Where => ({
  homes: [homeOf(home)],
  root: '/',
  system: false,
  path: [],
  platform: 'linux',
  wanted,
  ...more,
})
