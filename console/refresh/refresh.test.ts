import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
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
