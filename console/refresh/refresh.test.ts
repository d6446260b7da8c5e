import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, type TestContext, test } from 'node:test'
import { runCli } from '../cli.ts'
import { openNpm } from './npm-client.ts'
import { indicatorsOf, ownPrograms } from './refresh.ts'

let dir = ''
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waymark-refresh-test-'))
})
after(() => rm(dir, { recursive: true, force: true }))

const refresh = async (...words: string[]) => {
  const [out, err]: [string[], string[]] = [[], []]
  const world = { env: process.env, now: Date.now, random: (n: number) => new Uint8Array(n) }
  const exit = await runCli(['catalog', 'refresh', ...words], {
    ...world,
    out: line => out.push(line),
    err: line => err.push(line),
  })
  return { exit, out: out.join('\n'), err: err.join('\n') }
}

test('a real package: its digest is that of the command that npm installs', async () => {
  const { exit, err } = await refresh('--tool', 'jules', '--newest', '1', '--out', join(dir, 'out'))
  assert.equal(exit, 0, err)
  const written = await readFile(join(dir, 'out', 'jules.yaml'), 'utf8')
  const [, version = ''] = /version: '([^']+)'/.exec(written) ?? []
  // npm's own unpacking says what is right.
  const npm = [
    'install',
    '--prefix',
    dir,
    '--ignore-scripts',
    '--no-audit',
    '--no-package-lock',
    `@google/jules@${version}`,
  ]
  execFileSync('npm', npm, { cwd: dir, stdio: 'ignore' })
  const command = await readFile(join(dir, 'node_modules/@google/jules/run.cjs'))
  assert.ok(written.includes(createHash('sha256').update(command).digest('hex')))
})

/** A registry that takes the question and never answers: what a large archive is for minutes. */
const silent = async (t: TestContext): Promise<{ readonly url: string; readonly asked: Promise<void> }> => {
  const asked = Promise.withResolvers<void>()
  const server = createServer(() => asked.resolve())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked: asked.promise }
}

test('one that is ended while it fetches says so, and leaves nothing behind', async t => {
  const { url, asked } = await silent(t)
  const temporary = join(dir, 'temporary')
  await mkdir(temporary)
  const cli = join(import.meta.dirname, '../cli.ts')
  const words = [cli, 'catalog', 'refresh', '--tool', 'jules', '--out', join(dir, 'none')]
  const env = { ...process.env, npm_config_registry: url, TMPDIR: temporary, NODE_COMPILE_CACHE: '' }
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let err = ''
  child.stderr.setEncoding('utf8').on('data', text => {
    err += text
  })
  const ended = new Promise<number | null>(resolve => child.on('close', resolve))
  await asked
  child.kill('SIGTERM')
  assert.equal(await ended, 2, err)
  assert.match(err, /stopped: SIGTERM: 0 written to /)
  assert.deepEqual(
    (await readdir(temporary)).filter(name => name.startsWith('waymark-')),
    [],
  )
})

test('who reads no further does not end it', async () => {
  const cli = join(import.meta.dirname, '../cli.ts')
  const words = [cli, 'catalog', 'refresh', '--tool', 'jules', '--newest', '1', '--out', join(dir, 'unread')]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.destroy()
  child.stderr.destroy()
  assert.equal(await new Promise(resolve => child.on('close', resolve)), 0)
  assert.deepEqual(await readdir(join(dir, 'unread')), ['jules.yaml'])
})

test('a package that nobody knows, and a registry that is not there, are told in words', async () => {
  await assert.rejects(
    openNpm(dir, process.env).view('@google/no-such-thing-here', []),
    /the registry knows no @google/,
  )
  const env = { ...process.env, npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0' }
  await assert.rejects(openNpm(dir, env).view('codebuff', []), /does not answer \(ECONNREFUSED\)/)
  await assert.rejects(openNpm(dir, { PATH: '/nowhere' }).view('codebuff', []), /no npm on this machine/)
  await assert.rejects(openNpm(dir, process.env).view('--registry=x', []), /is no name of a package/)
})

test('a tool that is not there, or that no registry has, is told in words', async () => {
  assert.match((await refresh('--tool', 'no-such-tool')).err, /there is no such tool in the catalog/)
  const none = await refresh('--tool', 'tabby')
  assert.equal(none.exit, 1)
  assert.match(none.err, /no package of the npm registry is named/)
})

test('what several versions share names none; a small command is weak', () => {
  const taken = (version: string, sha256: string, bytes: number, file = 'bin/a') => ({
    file,
    sha256,
    bytes,
    version,
    platform: 'any',
  })
  const found = indicatorsOf([taken('2', 'a', 100), taken('1', 'a', 100), taken('2', 'b', 100_000, 'lib/a')])
  assert.deepEqual(
    found.map(({ id, strength, version }) => ({ id, strength, version })),
    [
      { id: 'hash-a-2-any', strength: 'weak', version: undefined },
      { id: 'hash-a-2-any-b', strength: 'conclusive', version: '2' },
    ],
  )
})

test('a search that is shipped along is none of the tool’s programs', () => {
  const digest = (file: string, bytes: number) => ({ file, sha256: file, bytes })
  const all = [digest('path/rg', 5e6), digest('bin/codex', 3e8), digest('bin/Codex-Host.exe', 7e7)]
  assert.deepEqual(
    ownPrograms(all, new Set(['codex-host'])).map(({ file }) => file),
    ['bin/codex', 'bin/Codex-Host.exe'],
  )
})
