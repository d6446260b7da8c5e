import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { TOOLS } from './tools.ts'

/** Ordinary tools from the npm registry, each kind in a folder of its own, fetched once into an ignored cache. */

const run = promisify(execFile)
const CACHE = join(import.meta.dirname, '../../.cache/tools')
/** npm waits for answers most of the time. */
const AT_ONCE = 6
const MIB = 1024 ** 2
/** No rule reads these of a package; they are half of what is on disk. */
const UNREAD = String.raw`.*\.(map|md|[cm]?ts|tsx|node|wasm|css|html|svg|png|gz|br|woff2?)`
const MISSING = 'tools could not be fetched; the test needs the real ones'

/**
 * Scripts off, a scratch folder as HOME; whole or not at all.
 * @returns the `node_modules` of each kind.
 * @throws Error when the registry does not give one.
 */
export const installedTools = async (): Promise<string[]> => {
  await mkdir(CACHE, { recursive: true })
  const scratch = await mkdtemp(join(CACHE, 'part-'))
  const left = Object.keys(TOOLS)
  const one = async (): Promise<void> => {
    for (let kind = left.shift(); kind !== undefined; kind = left.shift()) await install(kind, scratch)
  }
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, one))
  await rm(scratch, { recursive: true, force: true })
  const failed = ends.filter(end => end.status === 'rejected')
  if (failed.length > 0)
    throw new AggregateError(
      failed.map(({ reason }) => reason),
      MISSING,
    )
  return Object.keys(TOOLS).map(kind => join(folderOf(kind), 'node_modules'))
}

const specsOf = (kind: string): string[] =>
  Object.entries(TOOLS[kind] ?? {}).map(([name, version]) => `${name}@${version}`)

/** Another choice is another folder. */
const folderOf = (kind: string): string => {
  const digest = createHash('sha256').update(specsOf(kind).join(' ')).digest('hex').slice(0, 8)
  return join(CACHE, `${kind.replaceAll(' ', '-')}@${digest}`)
}

const install = async (kind: string, scratch: string): Promise<void> => {
  const target = folderOf(kind)
  if (await stat(target).catch(() => null)) return
  const folder = await mkdtemp(join(scratch, 'kind-'))
  await writeFile(join(folder, 'package.json'), '{"name":"tools","private":true}')
  const env = {
    ...process.env,
    HOME: folder,
    npm_config_cache: join(scratch, '.npm'),
    npm_config_userconfig: process.env.npm_config_userconfig ?? join(homedir(), '.npmrc'),
  }
  const npm = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps', ...specsOf(kind)]
  try {
    await run('npm', npm, { cwd: folder, env, timeout: 1_100_000, maxBuffer: 64 * MIB })
  } catch (cause) {
    throw new Error(`${kind} could not be fetched`, { cause })
  }
  await run('find', [folder, '-type', 'f', '-regextype', 'posix-extended', '-regex', UNREAD, '-delete'])
  await rename(folder, target)
}
