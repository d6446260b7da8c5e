import { execFile } from 'node:child_process'
import {
  copyFile,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

/**
 * Real assistants from the npm registry, pinned. Each is fetched once into an ignored cache, as a person would install
 * it (`npm install --prefix ~/.npm-global -g`), with a scratch folder as HOME. A fetch that fails throws: no test skips.
 */
export const ASSISTANTS = {
  /** Native: an ELF of 378 MB. */
  'claude-code': { package: '@anthropic-ai/claude-code', version: '2.1.329', command: 'claude' },
  /** The last release in JavaScript; node runs it. */
  'claude-code-js': { package: '@anthropic-ai/claude-code', version: '2.1.112', command: 'claude' },
  /** What npm under Node 20 chooses: the newest that it may run. */
  'claude-code-node20': { package: '@anthropic-ai/claude-code', version: '2.1.197', command: 'claude' },
  /** What npm under Node 26 chooses. The catalog knows no hash of it. */
  'claude-code-node26': { package: '@anthropic-ai/claude-code', version: '2.1.330', command: 'claude' },
  /** Without its install script the command is a stub, and the program lies in the platform's package. */
  'claude-code-no-scripts': {
    package: '@anthropic-ai/claude-code',
    version: '2.1.197',
    command: 'claude',
    scripts: false,
  },
  'qoder-cli': { package: '@qoder-ai/qodercli', version: '1.1.52', command: 'qodercli' },
} as const
export type AssistantName = keyof typeof ASSISTANTS

export type Installed = {
  /** What `npm --prefix` was: `HOME/.npm-global`. */
  readonly prefix: string
  /** The package's own folder. */
  readonly root: string
  /** The link that a person's PATH leads to. */
  readonly command: string
  readonly version: string
}

const run = promisify(execFile)
const CACHE = join(import.meta.dirname, '..', '.cache', 'assistants')
/** Files from this size on are hard-linked: their content is never written to by a test. */
const LINKED = 1024 * 1024
/** What `npm test` hands down of this repository's own .npmrc; how to reach the registry is kept. */
const FROM_NPM = /^npm_(?!config_(registry|cafile|proxy|https_proxy|noproxy)$)/i

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

const homeOf = (name: AssistantName): string => join(CACHE, `${name}@${ASSISTANTS[name].version}`)

/** Installs into a folder beside its place and moves it there whole, so that a half one is never taken for it. */
const install = async (name: AssistantName): Promise<void> => {
  if (await exists(homeOf(name))) return
  const { package: pkg, version, ...also } = ASSISTANTS[name]
  const scripts = 'scripts' in also ? '--ignore-scripts' : `--allow-scripts=${pkg}`
  const home = await mkdtemp(join(CACHE, 'part-'))
  const spec = `${pkg}@${version}`
  const npm = ['install', '--prefix', join(home, '.npm-global'), '-g', spec, scripts, '--no-audit']
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([key]) => !FROM_NPM.test(key))),
    HOME: home,
    npm_config_cache: join(home, '.npm'),
    npm_config_userconfig: process.env.npm_config_userconfig ?? join(homedir(), '.npmrc'),
  }
  try {
    await run('npm', npm, { cwd: home, env, timeout: 300_000, maxBuffer: 16 * 1024 * 1024 })
    await rm(join(home, '.npm'), { recursive: true, force: true })
    await rename(home, homeOf(name))
  } catch (cause) {
    await rm(home, { recursive: true, force: true })
    throw new Error(`${spec} could not be fetched; the test needs the real one`, { cause })
  }
}

const place = async (from: string, to: string): Promise<void> => {
  await mkdir(to, { recursive: true })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await place(source, target)
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target)
    else if ((await stat(source)).size < LINKED) await copyFile(source, target)
    else await link(source, target).catch(() => copyFile(source, target))
  }
}

/**
 * Puts a real assistant into `home`, under `.npm-global`, with what its own installation writes beside it.
 * Large files are hard links into the cache: copy one before changing it.
 * @throws Error when the registry does not give it.
 */
export const installAssistant = async (name: AssistantName, home: string): Promise<Installed> => {
  await mkdir(CACHE, { recursive: true })
  // The kernel lets go of the lock when its holder ends, however it ends: test files run side by side.
  if (!(await exists(homeOf(name)))) {
    const lock = join(CACHE, `${name}.lock`)
    await run('flock', [lock, process.execPath, import.meta.filename, name], { timeout: 600_000 })
  }
  await place(homeOf(name), home)
  const { package: pkg, command, version } = ASSISTANTS[name]
  const prefix = join(home, '.npm-global')
  return { prefix, root: join(prefix, 'lib', 'node_modules', pkg), command: join(prefix, 'bin', command), version }
}

/**
 * Answers Claude Code's first questions, as its user once did. In a home without them it looks for its makers' servers,
 * finds no network here and ends within a second.
 */
export const answerFirstQuestions = (home: string): Promise<void> =>
  writeFile(join(home, '.claude.json'), JSON.stringify({ hasCompletedOnboarding: true, theme: 'dark' }))

if (import.meta.main) {
  const name = process.argv[2] ?? ''
  if (!(name in ASSISTANTS)) throw new Error(`no such assistant: ${name}`)
  await mkdir(dirname(homeOf(name as AssistantName)), { recursive: true })
  await install(name as AssistantName)
}
