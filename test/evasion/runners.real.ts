import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, test } from 'node:test'
import { ASSISTANTS } from '../pins.ts'
import { cachedManager } from '../real-assistants.ts'
import { type Freezer, openFreezer } from './frozen.ts'
import { type Eyes, openEyes } from './looking.ts'

/** The native program fetched and run at once, by npx and by bunx: each fetches it anew, so this takes its time. */

const SPEC = `${ASSISTANTS['claude-code'].package}@${ASSISTANTS['claude-code'].version}`

let dir = ''
let eyes: Eyes
let freezer: Freezer
before(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), 'waymark-runners-')))
  eyes = await openEyes()
  freezer = openFreezer()
})
afterEach(() => freezer.end())
after(async () => {
  await eyes.close()
  await rm(dir, { recursive: true, force: true })
})

/** How the registry is reached here, and nothing of this repository's own settings. */
const npmSettings = (): Record<string, string> => ({
  npm_config_userconfig: join(homedir(), '.npmrc'),
  ...Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) =>
      /^(?:npm_config_(?:registry|cafile|proxy|https_proxy|noproxy|userconfig)|node_extra_ca_certs|ssl_cert_file|https?_proxy|no_proxy)$/i.test(
        key,
      ) && value !== undefined
        ? [[key, value]]
        : [],
    ),
  ),
})
const filesBelow = async (folder: string, name: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter(each => each.isFile() && each.name === name)
    .map(each => join(each.parentPath, each.name))

const runBy = async (
  home: string,
  file: string,
  args: readonly string[],
  name: string,
  atRest: readonly string[],
): Promise<void> => {
  await mkdir(home)
  // Fetched by the first run, known by device and inode in the second.
  const env = { PATH: process.env.PATH ?? '', HOME: home, ...npmSettings() }
  const first = spawnSync(file, args, { cwd: home, env, encoding: 'utf8', timeout: 280_000 })
  assert.match(first.stdout, /^2\.1\.329 \(Claude Code\)/m, first.stderr)
  const programs = (await filesBelow(home, name)).filter(each => each.includes('node_modules'))
  const [program] = programs
  assert.ok(program !== undefined && existsSync(program))

  const lying = (await eyes.atRest(home)).found.map(({ tool, version }) => `${tool} ${version}`)
  assert.deepEqual(lying, atRest)
  const pid = await freezer.start(file, args, program, { home, env: npmSettings() })
  const [found, ...more] = (await eyes.running(pid, home)).found
  assert.deepEqual(more, [])
  assert.deepEqual([found?.tool, found?.runs, found?.version], ['claude-code', true, '2.1.329'])
  assert.ok(found?.kinds.includes('package') && found.kinds.includes('content') && found.kinds.includes('hash'))
}

test('run by npx', () =>
  runBy(
    join(dir, 'npx'),
    'npx',
    ['--yes', '--allow-scripts=@anthropic-ai/claude-code', SPEC, '--version'],
    'claude.exe',
    ['claude-code 2.1.329'],
  ))

test('run by bunx', async () =>
  runBy(join(dir, 'bunx'), await cachedManager('bun'), ['x', SPEC, '--version'], 'claude', ['claude-code 2.1.329']))
