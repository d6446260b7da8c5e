import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sourceDigest } from './sources.ts'

const WEB = import.meta.dirname
const ROOT = join(WEB, '..', '..')
/** What of other rooms reaches the browser as code. Types vanish. */
const OTHERS = [join(ROOT, 'policies', 'decide', 'words.ts'), join(ROOT, 'package-lock.json')]
const MADE_OF = 'made-of'

/** @param dist where the built application lies. @returns the digest it was made of, null where there is none. */
const madeOf = async (dist: string): Promise<string | null> => {
  try {
    return (await readFile(join(dist, MADE_OF), 'utf8')).trim()
  } catch {
    return null
  }
}

/**
 * Makes sure that the web application is built from what stands here now, and says so while it takes time.
 * @param say is told one line at a time; nothing where there is nothing to do.
 * @param dist elsewhere than in `console/web/dist`: for tests.
 * @returns the folder to serve. It is whole at any time: it is built beside its place and moved there.
 */
export const ensureBuilt = async (say: (line: string) => void, dist = join(WEB, 'dist')): Promise<string> => {
  const digest = await sourceDigest([WEB], OTHERS)
  const before = await madeOf(dist)
  if (before === digest) return dist
  say(before === null ? 'web: building the application, once' : 'web: building the application, its sources changed')
  const started = performance.now()
  const { build } = await import('vite')
  const part = await mkdtemp(`${dist}-`)
  await chmod(part, 0o755)
  try {
    await build({ root: WEB, configFile: join(WEB, 'vite.config.ts'), logLevel: 'warn', build: { outDir: part } })
    await writeFile(join(part, MADE_OF), `${digest}\n`)
    await replace(part, dist)
  } finally {
    await rm(part, { recursive: true, force: true })
  }
  say(`web: built in ${((performance.now() - started) / 1_000).toFixed(1)} s`)
  return dist
}

/** Two consoles may build at once; whoever comes second finds the same content and is content with it. */
const replace = async (part: string, dist: string): Promise<void> => {
  const old = `${part}-old`
  await rename(dist, old).catch(() => {})
  await rename(part, dist).catch(async error => {
    if ((await madeOf(dist)) === null) throw error
  })
  await rm(old, { recursive: true, force: true })
}
