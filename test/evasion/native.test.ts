import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { closeSync, fstatSync, openSync, readFileSync, realpathSync, writeSync } from 'node:fs'
import { appendFile, chmod, copyFile, link, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, test } from 'node:test'
import koffi from 'koffi'
import { cachedAssistant, cachedManager } from '../real-assistants.ts'
import { type Freezer, openFreezer } from './frozen.ts'
import { type Eyes, type Found, openEyes } from './looking.ts'

/** The real native program, changed and started as somebody would who does not want it to be found. */

const root = { skip: process.getuid?.() !== 0 && 'needs root' }
const VERSION = ['--version']

let dir = ''
let home = ''
let claude = ''
let eyes: Eyes
let freezer: Freezer
before(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), 'waymark-evasion-')))
  home = join(dir, 'home')
  await mkdir(join(home, 'bin'), { recursive: true })
  const { arrangement } = await cachedAssistant('claude-code')
  claude = join(arrangement.root, 'bin', 'claude.exe')
  eyes = await openEyes()
  freezer = openFreezer()
})
afterEach(() => freezer.end())
after(async () => {
  await eyes.close()
  await rm(dir, { recursive: true, force: true })
})

const copy = async (name: string): Promise<string> => {
  const to = join(home, 'bin', name)
  await copyFile(claude, to)
  await chmod(to, 0o755)
  return to
}
const started = (file: string, more: { args?: string[]; program?: string; argv0?: string } = {}): Promise<number> =>
  freezer.start(file, more.args ?? VERSION, more.program ?? file, {
    home,
    ...(more.argv0 === undefined ? {} : { argv0: more.argv0 }),
  })
const only = (found: readonly Found[]): Found => {
  const [one, ...more] = found
  assert.ok(one !== undefined, 'it was not found')
  assert.deepEqual(more, [])
  assert.equal(one.tool, 'claude-code')
  return one
}
const whileRunning = async (pid: number): Promise<Found> => {
  const one = only((await eyes.running(pid, home)).found)
  assert.equal(one.runs, true)
  return one
}
/** Gone as soon as it was looked at: each copy is as large as a film. */
const removed = (file: string): Promise<void> => rm(file)

test('a renamed copy elsewhere: not while it lies there, at its first start by content and digest', async () => {
  const file = await copy('notes-helper')
  assert.deepEqual((await eyes.atRest(home)).found, [])
  const found = await whileRunning(await started(file))
  assert.deepEqual([found.install, found.version], [file, '2.1.329'])
  assert.deepEqual(found.kinds, ['content', 'hash'])
  await removed(file)
})

test('a copy that kept its name on the PATH: as soon as it lies there', async () => {
  await mkdir(join(home, '.local', 'bin'), { recursive: true })
  const file = join(home, '.local', 'bin', 'claude')
  await copyFile(claude, file)
  await chmod(file, 0o755)
  const found = only((await eyes.atRest(home)).found)
  assert.deepEqual([found.install, found.runs, found.version], [file, false, '2.1.329'])
  await removed(file)
})

test('a hard link and a symlink under other names', async () => {
  const source = await copy('source')
  const [hard, soft] = [join(home, 'bin', 'hard'), join(home, 'bin', 'soft')]
  await link(source, hard)
  await symlink(source, soft)
  assert.deepEqual((await whileRunning(await started(hard))).kinds, ['content', 'hash'])
  const found = await whileRunning(await started(soft))
  assert.equal(found.install, source)
  for (const file of [hard, soft, source]) await removed(file)
})

test('one byte patched, bytes appended: the digest is another, the content the same', async () => {
  const file = await copy('patched')
  const at = readFileSync(file).indexOf('Usage: claude')
  assert.ok(at > 0)
  const fd = openSync(file, 'r+')
  writeSync(fd, 'u', at)
  closeSync(fd)
  const patched = await whileRunning(await started(file))
  assert.deepEqual(patched.kinds, ['content'])
  assert.deepEqual(patched.matched, ['12 of 12 texts'])
  await freezer.end()
  await appendFile(file, Buffer.alloc(4096, 0x5a))
  assert.deepEqual((await whileRunning(await started(file))).kinds, ['content'])
  await removed(file)
})

test('stripped it has become plain Bun, and is called nothing', async t => {
  const bun = await cachedManager('bun')
  assert.deepEqual((await eyes.running(await started(bun), home)).found, [], 'plain Bun')
  await freezer.end()
  const file = join(home, 'bin', 'stripped')
  const stripped = spawnSync('strip', ['-o', file, claude])
  if (stripped.error !== undefined) return t.diagnostic('no strip on this machine: plain Bun alone was tried')
  const says = spawnSync(file, VERSION, { encoding: 'utf8', env: { HOME: home } })
  assert.doesNotMatch(says.stdout, /Claude/)
  assert.deepEqual((await eyes.running(await started(file), home)).found, [])
  await removed(file)
})

test('through the loader, under its own and under another name', async () => {
  const maps = readFileSync('/proc/self/maps', 'latin1')
  const loader = /(\/\S*\/ld-\S*so\S*)$/m.exec(maps)?.[1] ?? ''
  const file = await copy('loaded')
  const found = await whileRunning(await started(loader, { args: [file, ...VERSION], program: file }))
  assert.equal(found.install, file)
  assert.deepEqual(found.kinds, ['content', 'hash'])
  await freezer.end()
  const less = join(home, 'bin', 'less')
  await copyFile(loader, less)
  await chmod(less, 0o755)
  const again = await whileRunning(await started(less, { args: ['--argv0', 'vim', file, ...VERSION], program: file }))
  assert.equal(again.install, file)
  await removed(file)
})

test('from a tmpfs', {
  skip: spawnSync('stat', ['-fc%T', '/dev/shm'], { encoding: 'utf8' }).stdout !== 'tmpfs\n' && 'no tmpfs',
}, async () => {
  const folder = await mkdtemp('/dev/shm/waymark-')
  try {
    const file = join(folder, 'vim')
    await copyFile(claude, file)
    await chmod(file, 0o755)
    assert.equal((await whileRunning(await started(file))).install, file)
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('from memory alone', async () => {
  const memfd = koffi.load(null).func('int memfd_create(const char *name, unsigned int flags)')
  const fd = memfd('notes', 0) as number
  const bytes = readFileSync(claude)
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at, bytes.length - at)
  const file = `/proc/${process.pid}/fd/${fd}`
  const found = await whileRunning(await started(file))
  assert.deepEqual(found.kinds, ['content', 'hash'])
  assert.equal(found.install, '/memfd:notes')
  await freezer.end()
  assert.ok(fstatSync(fd).size > 0)
  closeSync(fd)
})

test('removed while it runs', async () => {
  const file = await copy('gone')
  const pid = await started(file)
  await removed(file)
  assert.deepEqual((await whileRunning(pid)).kinds, ['content', 'hash'])
})

test('under another argv[0], as a search tool it is present and does not run', async () => {
  const file = await copy('tool')
  assert.deepEqual((await whileRunning(await started(file, { argv0: 'vim' }))).kinds, ['content', 'hash'])
  await freezer.end()
  for (const argv0 of ['rg', 'bfs', 'ugrep']) {
    const found = only((await eyes.running(await started(file, { argv0 }), home)).found)
    assert.deepEqual([found.runs, found.install], [false, file], argv0)
    await freezer.end()
  }
  await removed(file)
})

test('in mounts, pids and users of its own, with another root', root, async () => {
  const file = await copy('app')
  const jail = join(dir, 'jail')
  for (const folder of ['opt', 'lib', 'lib64', 'usr', 'proc']) await mkdir(join(jail, folder), { recursive: true })
  const mounts = [...['/lib', '/lib64', '/usr'].map(folder => `mount --rbind ${realpathSync(folder)} ${jail}${folder}`)]
  const line = [...mounts, `mount --bind ${home}/bin ${jail}/opt`, `exec chroot ${jail} /opt/app --version`].join(
    ' && ',
  )
  const args = ['--mount', '--pid', '--fork', '--user', '--map-root-user', 'sh', '-c', line]
  const found = await whileRunning(await started('unshare', { args, program: file }))
  assert.deepEqual(found.kinds, ['content', 'hash'])
  await freezer.end()

  await writeFile(join(home, 'bin', 'less'), '')
  const bind = `mount --bind ${file} ${home}/bin/less && exec ${home}/bin/less --version`
  const bound = await whileRunning(
    await started('unshare', { args: ['--mount', '--pid', '--fork', 'sh', '-c', bind], program: file }),
  )
  assert.equal(bound.install, join(home, 'bin', 'less'))
  await removed(file)
})

test('packed by UPX: a finding that it is packed, and no name', async () => {
  // Made here, where there is no packer: an ELF without sections that runs, with UPX's mark in place of its build-id.
  const file = join(home, 'bin', 'packed')
  const bytes = Buffer.concat([readFileSync(realpathSync('/bin/sleep')), Buffer.alloc(9 * 1024 ** 2)])
  const buildId = bytes.indexOf(Buffer.from('040000001400000003000000474e5500', 'hex')) + 16
  assert.ok(buildId > 16 && buildId < 4_000)
  bytes.write('UPX!', buildId, 'latin1')
  bytes.writeBigUInt64LE(0n, 40)
  bytes.writeUInt16LE(0, 60)
  await writeFile(file, bytes, { mode: 0o755 })
  const { found, notSeen } = await eyes.running(await started(file, { args: ['100'] }), home)
  assert.deepEqual(found, [])
  assert.deepEqual(notSeen, [{ what: file, why: 'is packed (UPX): what it holds cannot be read' }])
  await removed(file)
})
