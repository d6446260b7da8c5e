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
import { type Arrangement, arrangementOf, programOf } from './managers.ts'
import { ASSISTANTS, type AssistantName, MANAGERS, type Pin } from './pins.ts'

/**
 * Real assistants from the npm registry. Each is fetched once into an ignored cache, as a person would install it (by
 * npm, npx, nvm's npm, pnpm or bun), with a scratch folder as HOME. A fetch that fails throws: no test skips.
 */

export type Installed = {
  /** Of npm, what `--prefix` was; of others, the folder that holds `node_modules`. */
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

const pinOf = (name: AssistantName): Pin => ASSISTANTS[name]
const homeOf = (name: AssistantName): string => join(CACHE, `${name}@${ASSISTANTS[name].version}`)
const managerHome = (name: keyof typeof MANAGERS): string => join(CACHE, `${name}@${MANAGERS[name].version}`)

/** Builds a folder beside its place and moves it there whole, so that a half one is never taken for it. */
const whole = async (target: string, spec: string, build: (folder: string) => Promise<void>): Promise<void> => {
  if (await exists(target)) return
  const folder = await mkdtemp(join(CACHE, 'part-'))
  try {
    await build(folder)
    await rename(folder, target)
  } catch (cause) {
    await rm(folder, { recursive: true, force: true })
    throw new Error(`${spec} could not be fetched; the test needs the real one`, { cause })
  }
}

const environment = (home: string): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([key]) => !FROM_NPM.test(key))),
  HOME: home,
  PNPM_HOME: join(home, '.local/share/pnpm'),
  PATH: `${join(home, '.local/share/pnpm')}:${process.env.PATH}`,
  npm_config_cache: join(home, '.npm'),
  npm_config_userconfig: process.env.npm_config_userconfig ?? join(homedir(), '.npmrc'),
})

const install = async (name: AssistantName): Promise<void> => {
  const pin = pinOf(name)
  const spec = `${pin.package}@${pin.version}`
  const manager = pin.by === 'pnpm' || pin.by === 'bun' ? pin.by : null
  if (manager !== null) await ready(managerHome(manager), manager)
  await whole(homeOf(name), spec, async home => {
    const { file, args } = programOf(pin, home, manager === null ? null : managerHome(manager))
    await run(file, args, { cwd: home, env: environment(home), timeout: 300_000, maxBuffer: 16 * 1024 * 1024 })
    for (const left of ['.npm/_cacache', '.npm/_logs', '.bun/install/cache', '.local/share/pnpm/store', '.cache'])
      await rm(join(home, left), { recursive: true, force: true })
  })
}

const installManager = (name: keyof typeof MANAGERS): Promise<void> => {
  const { package: pkg, version } = MANAGERS[name]
  return whole(managerHome(name), `${pkg}@${version}`, async home => {
    const npm = ['install', '--prefix', home, '-g', `${pkg}@${version}`, '--ignore-scripts', '--no-audit']
    await run('npm', npm, { cwd: home, env: environment(home), timeout: 300_000 })
    await rm(join(home, '.npm'), { recursive: true, force: true })
  })
}

/** The kernel lets go of the lock when its holder ends, however it ends: test files run side by side. */
const ready = async (target: string, name: string): Promise<void> => {
  await mkdir(CACHE, { recursive: true })
  if (await exists(target)) return
  await run('flock', [join(CACHE, `${name}.lock`), process.execPath, import.meta.filename, name], { timeout: 600_000 })
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
 * The cached home of a real assistant: to look at, never to write in or to run as HOME.
 * @throws Error when the registry does not give it.
 */
export const cachedAssistant = async (name: AssistantName): Promise<{ home: string; arrangement: Arrangement }> => {
  await ready(homeOf(name), name)
  return { home: homeOf(name), arrangement: await arrangementOf(pinOf(name), homeOf(name)) }
}

/** The cached program of a package manager. @throws Error when the registry does not give it. */
export const cachedManager = async (name: keyof typeof MANAGERS): Promise<string> => {
  await ready(managerHome(name), name)
  return join(managerHome(name), 'lib/node_modules', MANAGERS[name].package, MANAGERS[name].program)
}

/**
 * Puts a real assistant into `home`, with what its own installation writes beside it.
 * Large files are hard links into the cache: copy one before changing it.
 * @throws Error when the registry does not give it.
 */
export const installAssistant = async (name: AssistantName, home: string): Promise<Installed> => {
  await ready(homeOf(name), name)
  await place(homeOf(name), home)
  return { ...(await arrangementOf(pinOf(name), home)), version: ASSISTANTS[name].version }
}

/**
 * Answers Claude Code's first questions, as its user once did. In a home without them it looks for its makers' servers,
 * finds no network here and ends within a second.
 */
export const answerFirstQuestions = (home: string): Promise<void> =>
  writeFile(join(home, '.claude.json'), JSON.stringify({ hasCompletedOnboarding: true, theme: 'dark' }))

if (import.meta.main) {
  const name = process.argv[2] ?? ''
  await mkdir(dirname(homeOf('claude-code')), { recursive: true })
  if (name in ASSISTANTS) await install(name as AssistantName)
  else if (name in MANAGERS) await installManager(name as keyof typeof MANAGERS)
  else throw new Error(`no such assistant: ${name}`)
}
