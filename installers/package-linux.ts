import { constants } from 'node:fs'
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import * as z from 'zod/mini'
import { CATALOG_JSON, packedText, readShipped } from '../agent/settings/shipped-catalog.ts'
import type { Catalog } from '../policies/language/catalog-entry.ts'
import { bundleAgent, REPOSITORY } from './bundle.ts'
import { KOFFI } from './koffi-beside.ts'
import { noticesOf, packagesIn } from './notices.ts'

const Root = z.object({ optionalDependencies: z.record(z.string(), z.string()) })
const Version = z.object({ version: z.string() })

/** Processors for which Node and koffi bring what is packed. */
export const PROCESSORS = ['x64', 'arm64'] as const
export type Processor = (typeof PROCESSORS)[number]

/**
 * Makes the folder that is installed on Linux: it needs nothing of the repository, nor any Node or npm.
 * @param into is emptied first.
 * @throws Error in words where something that belongs into it is not there, or not at the version that is pinned.
 */
export const packageLinux = async (into: string, processor: Processor): Promise<void> => {
  const node = await pinnedNode(processor)
  await rm(into, { recursive: true, force: true })
  const put = async (from: string, to: string, mode: 0o644 | 0o755): Promise<void> => {
    const target = path.join(into, to)
    await mkdir(path.dirname(target), { recursive: true })
    await copyFile(path.join(REPOSITORY, from), target, constants.COPYFILE_FICLONE)
    await chmod(target, mode)
  }
  const bundle = await bundleAgent(into)
  await put('installers/linux/waymark', 'waymark', 0o755)
  await put(`${node}/bin/node`, 'bin/node', 0o755)
  const koffi = `node_modules/@koromix/koffi-linux-${processor}/linux_${processor}/koffi.node`
  await put(koffi, KOFFI, 0o644)
  const example = 'policies/examples/approved-assistants.yaml'
  await put(example, example, 0o644)
  await put('installers/linux/agent.example.yaml', 'agent.example.yaml', 0o644)
  await writeFile(path.join(into, CATALOG_JSON), packedText(await catalog()), { mode: 0o644 })
  await put('LICENSE', 'LICENSE', 0o644)
  // koffi's native module is built from the sources of the package koffi, and brings no licence of its own.
  const packages = [...new Set([...packagesIn(bundle), 'node_modules/koffi', node])].sort()
  await writeFile(path.join(into, 'THIRD-PARTY-NOTICES'), await noticesOf(REPOSITORY, packages), { mode: 0o644 })
}

/** @returns the folder of the package that holds the Node that package.json pins. */
const pinnedNode = async (processor: Processor): Promise<string> => {
  const folder = `node_modules/node-linux-${processor}`
  const read = async (file: string): Promise<unknown> => JSON.parse(await readFile(path.join(REPOSITORY, file), 'utf8'))
  const pinned = Root.parse(await read('package.json')).optionalDependencies[`node-linux-${processor}`]
  const found = await read(`${folder}/package.json`).catch(() => {
    throw new Error(`${folder} is not there: npm ci brings it on a Linux machine with a processor of that kind`)
  })
  const { version } = Version.parse(found)
  if (version !== pinned) throw new Error(`${folder} is ${version}, and ${pinned} is pinned: run npm ci`)
  return folder
}

/** @throws Error where an entry does not hold: on a workstation nobody would be told. */
const catalog = async (): Promise<Catalog> => {
  const {
    catalog,
    faults: [fault],
  } = await readShipped()
  if (fault !== undefined) throw new Error(`${fault.place.file}:${fault.place.line}: ${fault.message}`)
  return catalog
}
