import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { closeSync, openSync, writeSync } from 'node:fs'
import { copyFile, link, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, test } from 'node:test'
import { build } from 'esbuild'
import { cachedAssistant, cachedManager } from '../real-assistants.ts'
import { type Freezer, openFreezer } from './frozen.ts'
import { catalog, type Eyes, type Found, openEyes } from './looking.ts'

/** The last release in JavaScript, changed and started as somebody would who does not want it to be found. */

const root = { skip: process.getuid?.() !== 0 && 'needs root' }

let dir = ''
let home = ''
let cli = ''
let node = ''
let eyes: Eyes
let freezer: Freezer
before(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), 'waymark-evasion-')))
  home = join(dir, 'home')
  await mkdir(join(home, 'bin'), { recursive: true })
  node = await realpath(process.execPath)
  const { arrangement } = await cachedAssistant('claude-code-js')
  cli = join(arrangement.root, 'cli.js')
  eyes = await openEyes()
  freezer = openFreezer()
})
afterEach(() => freezer.end())
after(async () => {
  await eyes.close()
  await rm(dir, { recursive: true, force: true })
})

const running = async (args: readonly string[], more: { argv0?: string; stdin?: string; file?: string } = {}) => {
  const stdin = more.stdin === undefined ? {} : { stdin: openSync(more.stdin, 'r') }
  const argv0 = more.argv0 === undefined ? {} : { argv0: more.argv0 }
  const pid = await freezer.start(more.file ?? node, args, more.file ?? node, { home, ...stdin, ...argv0 })
  if (stdin.stdin !== undefined) closeSync(stdin.stdin)
  return pid
}
const whileRunning = async (pid: number): Promise<Found> => {
  const [found, ...more] = (await eyes.running(pid, home)).found
  assert.ok(found !== undefined, 'it was not found')
  assert.deepEqual(more, [])
  assert.deepEqual([found.tool, found.runs], ['claude-code', true])
  return found
}

test('renamed elsewhere: not while it lies there, at its first start by content and digest', async () => {
  const file = join(home, 'bin', 'notes.mjs')
  await copyFile(cli, file)
  assert.deepEqual((await eyes.atRest(home)).found, [])
  const found = await whileRunning(await running([file, '--version']))
  assert.deepEqual([found.install, found.kinds, found.version], [file, ['content', 'hash'], '2.1.112'])
})

test('a hard link, a symlink, under another argv[0]', async () => {
  const source = join(home, 'bin', 'source.mjs')
  const [hard, soft] = [join(home, 'bin', 'hard.mjs'), join(home, 'bin', 'soft.mjs')]
  await copyFile(cli, source)
  await link(source, hard)
  await symlink(source, soft)
  assert.equal((await whileRunning(await running([hard, '--version']))).install, hard)
  assert.equal((await whileRunning(await running([soft, '--version'], { argv0: 'vim' }))).install, source)
})

test('one byte patched, bytes appended', async () => {
  const file = join(home, 'bin', 'patched.mjs')
  const bytes = await readFile(cli)
  await writeFile(file, bytes)
  const at = bytes.indexOf('Usage: ')
  assert.ok(at > 0)
  const fd = openSync(file, 'r+')
  writeSync(fd, 'u', at)
  closeSync(fd)
  assert.deepEqual((await whileRunning(await running([file, '--version']))).kinds, ['content'])
  await writeFile(file, Buffer.concat([bytes, Buffer.from('\n// more\n')]))
  assert.deepEqual((await whileRunning(await running([file, '--version']))).kinds, ['content'])
})

test('in the folder of another package, its manifest removed: at its first start, inside that package', async () => {
  const odd = join(home, 'project', 'node_modules', 'is-odd')
  await mkdir(odd, { recursive: true })
  await writeFile(join(odd, 'package.json'), '{"name":"is-odd","version":"3.0.1","type":"module","main":"index.mjs"}')
  await copyFile(cli, join(odd, 'index.mjs'))
  assert.deepEqual((await eyes.atRest(home)).found, [])
  const found = await whileRunning(await running([join(odd, 'index.mjs'), '--version']))
  assert.deepEqual([found.install, found.inside], [join(odd, 'index.mjs'), 'is-odd'])
})

test('unpacked and bundled again by esbuild, minified', async () => {
  const file = join(home, 'bin', 'bundle.mjs')
  await build({
    entryPoints: [cli],
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    outfile: file,
    logLevel: 'silent',
  })
  assert.notDeepEqual(await readFile(file), await readFile(cli))
  const found = await whileRunning(await running([file, '--version']))
  assert.deepEqual([found.kinds, found.matched], [['content'], ['12 of 12 texts']])
})

test('fed by standard input, also from a file that is removed', async () => {
  const file = join(home, 'bin', 'fed.mjs')
  await copyFile(cli, file)
  const pid = await running(['--input-type=module', '-', '--version'], { stdin: file })
  assert.equal((await whileRunning(pid)).install, file)
  await rm(file)
  assert.deepEqual((await whileRunning(pid)).kinds, ['content', 'hash'])
})

test('removed after it has started: only what was seen of the start still tells', async () => {
  const file = join(home, 'bin', 'gone.mjs')
  await copyFile(cli, file)
  const pid = await running([file, '--version'])
  await whileRunning(pid)
  await rm(file)
  assert.deepEqual((await eyes.running(pid, home)).found, [], 'a look that comes after it finds no file')
})

test('run by Bun, and compiled by it: then its text is UTF-16', async () => {
  const bun = await cachedManager('bun')
  const script = join(home, 'bin', 'bunned.mjs')
  await copyFile(cli, script)
  const byBun = await whileRunning(await running([script, '--version'], { file: bun }))
  assert.deepEqual([byBun.install, byBun.kinds], [script, ['content', 'hash']])
  await freezer.end()

  const file = join(home, 'bin', 'compiled')
  const made = spawnSync(bun, ['build', '--compile', '--minify', script, '--outfile', file], {
    env: { HOME: home, PATH: process.env.PATH },
    encoding: 'utf8',
  })
  assert.equal(made.status, 0, made.stderr)
  const bytes = await readFile(file)
  const texts = (await catalog())
    .get('claude-code')
    ?.indicators.flatMap(each => (each.kind === 'content' ? each.texts.map(parts => parts.join('')) : []))
  assert.ok(texts !== undefined && texts.length === 12)
  assert.deepEqual(
    texts.filter(text => bytes.includes(text)),
    [],
    'as UTF-8 there is nothing to find',
  )
  const found = await whileRunning(await running(['--version'], { file }))
  assert.deepEqual([found.install, found.matched], [file, ['12 of 12 texts']])
})

test('in mounts, pids and users of its own, with another root', root, async () => {
  const jail = join(dir, 'jail')
  for (const folder of ['opt', 'lib', 'lib64', 'usr', 'node']) await mkdir(join(jail, folder), { recursive: true })
  await copyFile(cli, join(jail, 'opt', 'app.mjs'))
  const mounts = ['/lib', '/lib64', '/usr'].map(folder => `mount --rbind $(realpath ${folder}) ${jail}${folder}`)
  const line = [
    ...mounts,
    `mount --bind ${join(node, '..')} ${jail}/node`,
    `exec chroot ${jail} /node/node /opt/app.mjs --version`,
  ].join(' && ')
  const args = ['--mount', '--pid', '--fork', '--user', '--map-root-user', 'sh', '-c', line]
  const pid = await freezer.start('unshare', args, node, { home })
  const found = await whileRunning(pid)
  assert.deepEqual([found.install, found.kinds], ['/opt/app.mjs', ['content', 'hash']])
})
