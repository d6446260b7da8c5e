import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { chmod, mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, afterEach, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { platform } from '../platform.ts'
import { watchConfigs, watchedPaths } from './configs.ts'
import { fill, homeOf, scratch } from './inventory.fixture.ts'
import type { NotSeen } from './observation.ts'

let dir = ''
before(async () => {
  dir = await scratch('configs')
})
after(() => rm(dir, { recursive: true, force: true }))
const unix = { skip: platform === 'windows' ? 'POSIX files are made' : false }

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})
const watching = async (home: string, patterns: readonly string[]) => {
  let changes = 0
  const failed: NotSeen[] = []
  const stop = await watchConfigs(
    { homes: [homeOf(home)], patterns },
    () => changes++,
    seen => failed.push(seen),
  )
  stops.push(stop)
  const next = async (act: () => Promise<unknown>): Promise<number> => {
    const before = changes
    await act()
    for (let i = 0; i < 60 && changes === before; i++) await sleep(50)
    return changes - before
  }
  return { stop, next, failed, count: () => changes }
}

test('a configuration that comes, deep below what is not there yet, and goes', async () => {
  const home = path.join(dir, 'plain')
  await mkdir(home)
  const { stop, next, failed, count } = await watching(home, [
    '~/.tool.json',
    '~/.config/tool/deep/settings.json',
    '~/.tool',
  ])
  assert.equal(count(), 0)
  assert.equal(await next(() => writeFile(path.join(home, '.tool.json'), '{}')), 1)
  assert.equal(await next(() => fill(home, { '.config/tool/deep/settings.json': '{}' })), 1)
  assert.equal(await next(() => mkdir(path.join(home, '.tool'))), 1)
  assert.equal(await next(() => rm(path.join(home, '.tool.json'))), 1)
  assert.equal(await next(() => rm(path.join(home, '.config'), { recursive: true })), 1)
  assert.equal(await next(() => fill(home, { '.config/tool/deep/settings.json': '{}' })), 1)
  await stop()
  await writeFile(path.join(home, '.tool.json'), '{}')
  await sleep(500)
  assert.equal(count(), 6)
  assert.deepEqual(failed, [])
})

test('a burst is told once, and what happens in a folder or elsewhere not at all', async () => {
  const home = path.join(dir, 'burst')
  await fill(home, { '.tool/a/b/c': '' })
  const { next, count } = await watching(home, ['~/.tool'])
  const burst = async (): Promise<void> => {
    for (let i = 0; i < 200; i++) await writeFile(path.join(home, '.tool', `${i}`), '')
  }
  await burst()
  await fill(home, { 'project/file': '', '.tool/a/b/d': '' })
  await sleep(700)
  assert.equal(count(), 0)
  const comeAndGo = async (): Promise<void> => {
    for (let i = 0; i < 20; i++) {
      await rm(path.join(home, '.tool'), { recursive: true, force: true })
      await mkdir(path.join(home, '.tool'))
    }
  }
  await comeAndGo()
  await sleep(700)
  assert.ok(count() <= 3)
  assert.equal(await next(() => rm(path.join(home, '.tool'), { recursive: true })), 1)
})

test('what stands in the way neither stops, blocks nor blinds it', unix, async () => {
  const home = path.join(dir, 'hostile')
  await fill(home, { '.closed/x': '', '.odd/x': '', '.large': '' })
  execFileSync('mkfifo', [path.join(home, '.fifo'), path.join(home, '.odd/fifo')])
  if (process.getuid?.() === 0) execFileSync('mknod', [path.join(home, '.device'), 'c', '1', '5'])
  await symlink('.round', path.join(home, '.round'))
  await symlink('..', path.join(home, '.odd/up'))
  await mkdir(Buffer.concat([Buffer.from(path.join(home, '.odd/')), Buffer.from([0xff])]))
  await truncate(path.join(home, '.large'), 2 ** 30)
  await chmod(path.join(home, '.closed'), 0)
  const patterns = [
    '~/.fifo',
    '~/.device',
    '~/.round',
    '~/.round/deeper/x',
    '~/.closed',
    '~/.closed/x',
    '~/.odd',
    '~/.large',
  ]
  const { stop, next } = await watching(home, [...patterns, '~/.tool.json'])
  assert.equal(await next(() => writeFile(path.join(home, '.tool.json'), '{}')), 1)
  assert.ok((await next(() => rm(path.join(home, '.fifo')))) >= 1)
  await stop()
  await chmod(path.join(home, '.closed'), 0o755)
})

test('without homes, or a home that is gone, it begins all the same', async () => {
  for (const homes of [[], [homeOf(path.join(dir, 'absent'))]])
    await (await watchConfigs({ homes, patterns: ['~/.tool'] }, () => {}))()
})

test('what is watched: paths of homes, up to the first star, never a home itself', () => {
  const homes = [homeOf('/home/a'), homeOf('/home/b', 'b')]
  assert.deepEqual(watchedPaths(homes, ['~/.tool', '~/.x/*/y', '~/.x/**', '/etc/tool.json', '~/*/z']), [
    '/home/a/.tool',
    '/home/a/.x',
    '/home/b/.tool',
    '/home/b/.x',
  ])
})

const QUOTAS = [
  { file: 'max_inotify_watches', to: 0, why: /limit of watches is reached/ },
  { file: 'max_inotify_watches', to: 2, why: /limit of watches is reached/ },
  { file: 'max_inotify_instances', to: 0, why: /limit of watchers is reached/ },
]
const namespaces = { skip: unix.skip || (spawnSync('unshare', ['-Ur', 'true']).status !== 0 && 'no user namespaces') }
for (const { file, to, why } of QUOTAS)
  test(`with ${file} at ${to} it begins, says so once, and ends`, namespaces, async () => {
    const home = path.join(dir, `${file}-${to}`)
    await fill(home, { '.tool/a/b': '', '.other/c': '' })
    const code = `const { watchConfigs } = await import(${JSON.stringify(path.join(import.meta.dirname, 'configs.ts'))})
      const failed = []
      const homes = [{ account: 'x', uid: 0, home: process.argv[1] }]
      const patterns = ['~/.tool/a/b/x', '~/.other/c']
      const stop = await watchConfigs({ homes, patterns }, () => {}, seen => failed.push(seen))
      await stop()
      console.log(JSON.stringify(failed))`
    // The limit is that of a user namespace of its own: nobody else's watches are counted by it.
    const limited = `echo ${to} > /proc/sys/user/${file} && exec "$0" --input-type=module -e "$1" "$2"`
    const { stdout, stderr } = spawnSync('unshare', ['-Ur', 'sh', '-c', limited, process.execPath, code, home])
    const failed: NotSeen[] = JSON.parse(stdout.toString() || `"${stderr}"`)
    assert.equal(failed.length, 1)
    assert.match(failed[0]?.why ?? '', why)
    assert.ok(!failed[0]?.why.includes(home))
  })
