import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { installAssistant } from '../real-assistants.ts'
import { type Scanned, scan } from './scan.ts'

let home = ''
let dir = ''
const server = createServer()
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waymark-hostile-'))
  home = join(dir, 'h')
  await mkdir(home)
})
after(async () => {
  server.close()
  await rm(dir, { recursive: true, force: true })
})

const executable = async (file: string, bytes: number): Promise<void> => {
  await writeFile(file, '')
  await truncate(file, bytes)
  await chmod(file, 0o755)
}

test('what lies in wait in a home neither stops, blocks nor blinds a look', async () => {
  const at = (...parts: string[]): string => join(home, ...parts)
  for (const folder of [
    '.local/bin',
    'bin',
    '.claude',
    '.codex',
    '.config',
    '.npm-global/lib/node_modules/opencode-ai',
  ])
    await mkdir(at(folder), { recursive: true })
  // Among programs: a pipe, a gigabyte and more, a ring of links, a link to a device.
  execFileSync('mkfifo', [at('.local/bin/claude')])
  await executable(at('bin', 'claude'), 1024 ** 3 + 1)
  await symlink('codex', at('bin', 'codex'))
  await symlink('/dev/zero', at('bin', 'gemini'))
  // Among settings: a pipe, a device by link, a ring, a gigabyte, a socket, a name that is no text.
  execFileSync('mkfifo', [at('.claude.json')])
  await symlink('/dev/zero', at('.claude', 'settings.json'))
  await symlink('sessions', at('.claude', 'sessions'))
  await executable(at('.codex', 'config.toml'), 1024 ** 3)
  server.listen(at('.config', 'opencode'))
  await writeFile(Buffer.concat([Buffer.from(`${at('.claude')}/`), Buffer.from([0xff, 0xfe])]), '')
  // Among manifests: a pipe, and one that is larger than any.
  execFileSync('mkfifo', [at('package.json')])
  await executable(at('.npm-global/lib/node_modules/opencode-ai/package.json'), 64 * 1024 ** 2)
  await installAssistant('claude-code-js', home)

  const begun = performance.now()
  const found: Scanned = await scan(['--home', home], dir)
  assert.ok(performance.now() - begun < 15_000, 'it waits for nothing')
  assert.equal(found.exit, 1)
  const real = found.detections.filter(({ state }) => state !== 'trace')
  assert.deepEqual(
    real.map(({ tool, version, path }) => ({ tool, version, path })),
    [{ tool: 'claude-code', version: '2.1.112', path: '~/.npm-global/lib/node_modules/@anthropic-ai/claude-code' }],
  )
  const whys = new Map(found.notSeen.map(({ what, why }) => [what.replace(home, '~'), why]))
  assert.equal(whys.get('~/bin/claude'), 'is larger than 1 GiB')
  assert.equal(whys.get('~/.local/bin/claude'), 'is no regular file')
  assert.equal(whys.get('~/.claude.json'), 'is no regular file')
})

test('a folder that may not be read is told, and what lies beside it is found', async () => {
  const closed = join(dir, 'closed')
  const modules = join(closed, '.npm-global', 'lib', 'node_modules')
  await mkdir(modules, { recursive: true })
  await writeFile(join(closed, '.claude.json'), '{}')
  await chmod(modules, 0)
  // Root may read everything, so the look is another account's.
  const uid = process.getuid?.() === 0 ? 65_534 : undefined
  await chmod(dir, 0o755)
  const { exit, detections, notSeen } = await scan(['--home', closed], join(dir, 'no-state'), uid)
  await chmod(modules, 0o755)
  assert.equal(exit, 0)
  assert.deepEqual(
    detections.map(({ state }) => state),
    ['trace'],
  )
  assert.ok(notSeen.some(({ what, why }) => what === modules && why === 'may not be read'))
})
