import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { type Identifier, openIdentifier } from '../../agent/identify/identifier.ts'
import { parsePackageJson } from '../../agent/identify/package-json.ts'
import type { Observation } from '../../agent/sensors/observation.ts'
import { catalogFiles } from '../../agent/settings/catalog-files.ts'
import { conclude } from '../../policies/decide/conclude.ts'
import { readCatalog } from '../../policies/language/read-catalog.ts'
import { TOOLS } from './tools.ts'

const run = promisify(execFile)
const CACHE = join(import.meta.dirname, '../../.cache/tools')
const MIB = 1024 ** 2
/** One in so many may be told as unknown. */
const GOAL = 200

/** Installs all of them once, scripts off, with a scratch folder as HOME; whole or not at all. */
const installed = async (): Promise<string> => {
  const specs = Object.entries(TOOLS).map(([name, version]) => `${name}@${version}`)
  const target = join(CACHE, String(specs.length))
  if (await stat(target).catch(() => null)) return target
  await mkdir(CACHE, { recursive: true })
  const folder = await mkdtemp(join(CACHE, 'part-'))
  await writeFile(join(folder, 'package.json'), '{"name":"tools","private":true}')
  const env = {
    ...process.env,
    HOME: folder,
    npm_config_cache: join(folder, '.npm'),
    npm_config_userconfig: process.env.npm_config_userconfig ?? join(homedir(), '.npmrc'),
  }
  const npm = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps', ...specs]
  try {
    await run('npm', npm, { cwd: folder, env, timeout: 1_100_000, maxBuffer: 64 * MIB })
    await rm(join(folder, '.npm'), { recursive: true, force: true })
    await rename(folder, target)
  } catch (cause) {
    await rm(folder, { recursive: true, force: true })
    throw new Error('the tools could not be fetched; the test needs the real ones', { cause })
  }
  return target
}

/** Every package below with a command, and the libraries that are named, each as if it had been installed for itself. */
const packagesBelow = async (modules: string): Promise<Observation[]> => {
  const seen = new Map<string, Observation>()
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
      if (json !== null && (json.hasCommand || json.name in TOOLS) && !seen.has(json.name))
        seen.set(json.name, await asked(root, json.name, json.version, text ?? ''))
      if (await stat(join(root, 'node_modules')).catch(() => null)) await look(join(root, 'node_modules'))
    }
  }
  await look(modules)
  return [...seen.values()]
}
const asked = async (root: string, name: string, version: string | null, text: string): Promise<Observation> => {
  const { bin = {} } = JSON.parse(text) as { bin?: string | Record<string, string> }
  const files = (typeof bin === 'string' ? [bin] : Object.values(bin)).map(file => join(root, file))
  const programs = (await Promise.all(files.map(file => realpath(file).catch(() => null)))).filter(f => f !== null)
  return { kind: 'package', ecosystem: 'npm', account: 'lin', name, version, root, inside: null, programs }
}

const { catalog } = readCatalog(await catalogFiles())
let identifier: Identifier
before(() => {
  identifier = openIdentifier({ catalog, cacheFile: null, log: () => {} })
})
after(() => identifier.close())

/** Detections alone: what proves nothing is told to nobody. */
const detected = async (seen: readonly Observation[]): Promise<string[]> => {
  const { findings } = await identifier.identify(seen, [])
  return findings
    .filter(({ evidence }) => conclude(evidence).is === 'detection')
    .map(({ tool, origin, install, evidence }) => `${tool} ${origin?.package ?? install}: ${evidence[0]?.matched}`)
}

test('no developer tool is told as an assistant', async t => {
  const packages = await packagesBelow(join(await installed(), 'node_modules'))
  const said = await detected(packages)
  const unknown = said.filter(each => each.startsWith('unknown-assistant '))
  t.diagnostic(`${packages.length} packages, of which ${Object.keys(TOOLS).length} were chosen; told: ${said.length}`)
  assert.ok(packages.length >= 200, String(packages.length))
  assert.deepEqual(
    said.filter(each => !unknown.includes(each)),
    [],
    'none as a named tool',
  )
  assert.ok(unknown.length * GOAL <= packages.length, unknown.join('\n'))
})

test("none of Debian's packages on this machine is told as an assistant", async t => {
  const { stdout } = await run('dpkg-query', ['-W'], { maxBuffer: 16 * MIB })
  const packages = stdout
    .trim()
    .split('\n')
    .map((line): Observation => {
      const [name = '', version = null] = line.split('\t')
      const root = '/var/lib/dpkg/info'
      return { kind: 'package', ecosystem: 'deb', account: null, name, version, root, inside: null, programs: [] }
    })
  t.diagnostic(`${packages.length} packages`)
  assert.ok(packages.length > 100)
  assert.deepEqual(await detected(packages), [])
})

test('no large program where this system keeps programs is told as an assistant', async t => {
  const programs: Observation[] = []
  for (const folder of ['/usr/bin', '/usr/sbin', '/usr/lib', '/usr/libexec'])
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const path = await realpath(join(folder, entry.name)).catch(() => null)
      const file = path === null ? null : await stat(path)
      if (path === null || file?.isFile() !== true || file.size < 8 * MIB || (file.mode & 0o111) === 0) continue
      const process = { kind: 'process', pid: 9, started: 9, account: 'lin', argv0: null, script: null } as const
      programs.push({ ...process, name: 'x', program: path, open: path, terminal: null })
    }
  t.diagnostic(`${programs.length} programs`)
  for (const program of programs) assert.deepEqual(await detected([program]), [])
})
