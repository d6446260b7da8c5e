import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { chmod, mkdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { matchesPath } from '../../policies/language/patterns.ts'
import { platform } from '../platform.ts'
import { openDisk } from './disk.ts'
import { explainPaths } from './explain-paths.ts'
import { fill, homeOf, scratch, wanting, whereIs } from './inventory.fixture.ts'
import { inventory } from './inventory.ts'
import type { Observation } from './observation.ts'

let dir = ''
before(async () => {
  dir = await scratch('inventory')
})
after(() => rm(dir, { recursive: true, force: true }))
const unix = { skip: platform === 'windows' ? 'POSIX files are made' : false }
const isRoot = process.getuid?.() === 0

const briefly = (home: string, seen: readonly Observation[]): string[] =>
  seen.map(o => {
    const at = 'path' in o ? o.path : 'root' in o ? o.root : ''
    return `${o.kind} ${path.relative(home, at)}`
  })

const PROGRAM = 'program '.repeat(256)
const WANTED = wanting({
  packages: ['tool'],
  extensions: ['vscode:maker.tool', 'jetbrains:com.maker.tool'],
  programs: ['tool'],
  paths: ['~/.local/share/tool/versions/*', '~/.tool/app/**', '~/.cache/tool/app.js', '/opt/tool/tool'],
  configs: ['~/.tool.json', '~/.tool', '~/.tool/logs/*', '/etc/tool.json'],
})

const fillAll = async (home: string): Promise<void> => {
  await fill(home, {
    '.npm-global/lib/node_modules/tool/package.json': { name: 'tool', version: '1.0.0', bin: 'cli.js' },
    '.vscode/extensions/maker.tool-1.2.3-linux-x64/package.json': {
      name: 'tool',
      publisher: 'maker',
      version: '1.2.3',
    },
    '.cache/tool/app.js': PROGRAM,
    '.tool.json': '{}',
    '.tool/logs/run': '',
  })
  await fill(
    home,
    {
      '.npm-global/lib/node_modules/tool/cli.js': '',
      '.npm-global/lib/node_modules/tool/other.js': '',
      '.local/share/tool/versions/1.0.0': PROGRAM,
      '.tool/app/bin/tool': PROGRAM,
      '.tool/app/lib/libx.so.1': 'library',
      'go/bin/tool': 'program',
    },
    0o755,
  )
  await mkdir(path.join(home, '.npm-global/bin'), { recursive: true })
  await symlink('../lib/node_modules/tool/cli.js', path.join(home, '.npm-global/bin/tool'))
  await mkdir(path.join(home, 'bin'))
  await symlink('../.npm-global/lib/node_modules/tool/other.js', path.join(home, 'bin/tool'))
  await mkdir(path.join(home, '.local/bin'), { recursive: true })
  await symlink('../share/tool/versions/1.0.0', path.join(home, '.local/bin/tool'))
}
const ALL = [
  'package .npm-global/lib/node_modules/tool',
  'extension .vscode/extensions/maker.tool-1.2.3-linux-x64',
  'program .local/share/tool/versions/1.0.0',
  'program .tool/app/bin/tool',
  'program .cache/tool/app.js',
  'program go/bin/tool',
  'config .tool.json',
  'config .tool',
  'config .tool/logs/run',
]

test('everything is told once, by its real path', unix, async () => {
  const home = path.join(dir, 'all')
  await fillAll(home)
  const { seen, notSeen } = await inventory(whereIs(home, WANTED))
  assert.deepEqual(briefly(home, seen), ALL)
  assert.deepEqual(notSeen, [])
  assert.ok(seen.every(({ kind, ...o }) => kind === 'process' || o.account === 'lin'))
})

test('an empty home, and names that are not wanted, give nothing', unix, async () => {
  const home = path.join(dir, 'negative')
  await fill(home, {
    'tool/x': '',
    'claude/package.json': { name: 'tool' },
    '.npm-global/lib/node_modules/toolbox/package.json': { name: 'toolbox' },
    '.vscode/extensions/maker.tool-9.9.9/empty': '',
    '.vscode/extensions/maker.tool-9.9.8/package.json': { name: 'other', publisher: 'maker' },
    '.vscode/extensions/maker.tool-9.9.7/package.json': 'no manifest',
    '.local/share/tool/versions/1.2.4': '',
    '.vscode/extensions/maker.tool/package.json': { name: 'tool', publisher: 'maker' },
    'go/bin/tool': 'not marked as a program',
  })
  await mkdir(path.join(home, '.local/bin/tool'), { recursive: true })
  const nothing = { seen: [], notSeen: [], connections: { mcpServers: [], instructionFiles: [] } }
  assert.deepEqual(await inventory(whereIs(home, WANTED)), nothing)
  assert.deepEqual(await inventory(whereIs(path.join(dir, 'absent'), WANTED)), nothing)
})

test('PATH and system places lie below the root, and are left out where that is said', unix, async () => {
  const root = path.join(dir, 'root')
  await fill(root, { 'usr/bin/tool': 'program', 'opt/tool/tool': PROGRAM }, 0o755)
  const where = whereIs(dir, WANTED, { homes: [], root, system: true, path: ['/usr/bin', 'relative', '/none'] })
  const { seen, notSeen } = await inventory(where)
  assert.deepEqual(briefly(root, seen), ['program opt/tool/tool', 'program usr/bin/tool'])
  assert.deepEqual(notSeen, [])
  assert.deepEqual((await inventory({ ...where, system: false })).seen, [])
})

test('what stands in the way neither stops nor blinds a look, and is told', unix, async () => {
  const home = path.join(dir, 'hostile')
  await fillAll(home)
  execFileSync('mkfifo', [`${home}/.tool/logs/fifo`, `${home}/.local/share/tool/versions/fifo`, `${home}/.npmrc`])
  if (isRoot) execFileSync('mknod', [`${home}/.tool/logs/zero`, 'c', '1', '5'])
  const server = createServer().listen(path.join(home, '.tool/logs/socket'))
  await symlink('round', path.join(home, '.tool/logs/round'))
  await symlink('nowhere', path.join(home, '.tool/logs/dangling'))
  await symlink('.', path.join(home, '.tool/app/self'))
  const bytes = (name: string): Buffer => Buffer.concat([Buffer.from(path.join(home, name)), Buffer.from([0xff, 0xfe])])
  await writeFile(bytes('.tool/logs/'), '')
  await mkdir(bytes('.vscode/extensions/'))
  await writeFile(path.join(home, '.vscode/extensions/.obsolete'), '')
  await truncate(path.join(home, '.vscode/extensions/.obsolete'), 2 ** 30)
  await fill(home, { '.npm-global/lib/node_modules/aaa/package.json': '' })
  await truncate(path.join(home, '.npm-global/lib/node_modules/tool/cli.js'), 2 ** 30)
  const begun = performance.now()
  const { seen, notSeen } = await inventory(whereIs(home, WANTED))
  server.close()
  assert.ok(performance.now() - begun < 2_000)
  assert.deepEqual(briefly(home, seen), ALL)
  const told = new Map(notSeen.map(({ what, why }) => [path.relative(home, what), why]))
  assert.deepEqual(
    [...told].sort(([a], [b]) => (a < b ? -1 : 1)),
    [
      ['.local/share/tool/versions/fifo', 'is no regular file'],
      ['.npm-global/lib/node_modules/aaa/package.json', 'is no package manifest'],
      ['.npmrc', 'is no regular file'],
      ['.tool/logs', '1 in it has a name that is no text'],
      ['.tool/logs/fifo', 'is no regular file'],
      ['.tool/logs/round', 'is a link, or a ring of links'],
      ['.tool/logs/socket', 'is no regular file'],
      ...(isRoot ? [['.tool/logs/zero', 'is no regular file']] : []),
      ['.vscode/extensions', '1 in it has a name that is no text'],
      ['.vscode/extensions/.obsolete', 'is larger than 262144 bytes'],
    ],
  )
})

test('a folder without end is left after its share, and told', unix, async () => {
  const home = path.join(dir, 'endless')
  await fillAll(home)
  const folder = path.join(home, '.tool/logs')
  for (let i = 0; i <= 20_000; i++) writeFileSync(path.join(folder, `${i}`), '')
  const { seen, notSeen } = await inventory(whereIs(home, WANTED))
  assert.deepEqual(notSeen, [{ what: path.join(home, '.tool/logs/*'), why: 'holds more than 20000 entries' }])
  assert.deepEqual(briefly(home, seen).slice(0, 8), ALL.slice(0, 8))
  await rm(folder, { recursive: true })
})

test('a folder that may not be read is told, and the rest is seen', { skip: !isRoot && 'needs root' }, async () => {
  // Root may read everything, so a child that has given up root looks.
  const home = path.join(dir, 'closed')
  await fillAll(home)
  await chmod(dir, 0o755)
  await chmod(path.join(home, '.npm-global/lib'), 0)
  await chmod(path.join(home, '.vscode/extensions'), 0o311)
  const module = (name: string): string => JSON.stringify(path.join(import.meta.dirname, name))
  const script = `
    import { inventory } from ${module('inventory.ts')}
    import { wanting, whereIs } from ${module('inventory.fixture.ts')}
    process.setgroups([]); process.setgid(65534); process.setuid(65534)
    const wanted = wanting({ packages: ['tool'], extensions: ['vscode:maker.tool'], configs: ['~/.tool.json'] })
    console.log(JSON.stringify(await inventory(whereIs(${JSON.stringify(home)}, wanted))))`
  const answer = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }))
  assert.deepEqual(briefly(home, answer.seen), ['config .tool.json'])
  assert.deepEqual(answer.notSeen, [
    { what: path.join(home, '.npm-global/lib/node_modules'), why: 'may not be read' },
    { what: path.join(home, '.vscode/extensions'), why: 'may not be read' },
  ])
})

test('an extension that is to be removed is none', unix, async () => {
  const home = path.join(dir, 'obsolete')
  await fill(home, {
    '.cursor/extensions/Maker.Tool-1.2.3/package.json': { name: 'Tool', publisher: 'Maker' },
    '.cursor/extensions/maker.tool-1.2.2/package.json': { name: 'tool', publisher: 'maker' },
    '.cursor/extensions/.obsolete': { 'maker.tool-1.2.2': true },
  })
  const { seen } = await inventory(whereIs(home, WANTED))
  assert.deepEqual(
    seen.map(o => o.kind === 'extension' && [o.extension, o.version]),
    [['maker.tool', '1.2.3']],
  )
})

test(
  'extensions that nobody names are told, and a program in a package that nobody names is told too',
  unix,
  async () => {
    const home = path.join(dir, 'unnamed')
    const tree = '.npm-global/lib/node_modules/stranger'
    await fill(home, {
      '.vscode/extensions/maker.toolbox-1.0.0/package.json': { name: 'toolbox', publisher: 'maker' },
      [`${tree}/package.json`]: { name: 'stranger', bin: { tool: 'cli.js' } },
    })
    await fill(home, { [`${tree}/cli.js`]: '1' }, 0o755)
    await mkdir(path.join(home, 'bin'))
    await symlink(`../${tree}/cli.js`, path.join(home, 'bin/tool'))
    const { seen } = await inventory(whereIs(home, WANTED))
    assert.deepEqual(briefly(home, seen), [
      `package ${tree}`,
      'extension .vscode/extensions/maker.toolbox-1.0.0',
      `program ${tree}/cli.js`,
    ])
  },
)

test('nothing is listed or opened that explain-paths does not name', unix, async () => {
  const home = path.join(dir, 'explained')
  await fillAll(home)
  await fill(home, {
    '.npm/_npx/a/package.json': { dependencies: { outer: '1' } },
    '.npm/_npx/a/node_modules/outer/node_modules/tool/package.json': { name: 'tool', optionalDependencies: { p: '1' } },
    '.npm/_npx/a/node_modules/p/package.json': { name: 'p', os: ['linux'] },
    '.npm/_npx/a/node_modules/outer/node_modules/p/package.json': { name: 'p', os: ['linux'] },
    '.bun/install/cache/.bunx-1000/@a/b@1/package.json': { dependencies: { tool: '1' } },
    '.bun/install/cache/.bunx-1000/@a/b@1/node_modules/tool/package.json': { name: 'tool' },
    '.local/share/JetBrains/IdeaIC2026.1/plugin/lib/a.jar': 'no zip',
    '.local/share/JetBrains/IdeaIC2026.1/open/META-INF/plugin.xml': '<id>com.maker.tool</id>',
    '.nvm/versions/node/v1/lib/node_modules/tool/package.json': { name: 'tool' },
    'secret/file': '',
    '.local/lib/python3/site-packages/tool-1.dist-info/METADATA': 'Name: tool',
    '.local/share/uv/tools/a/lib/python3/site-packages/a-1.dist-info/entry_points.txt': '',
    '.cargo/.crates2.json': '{}',
    '.local/share/flatpak/app/tool/current/active/files/bin/tool': '',
    '.local/share/zed/extensions/installed/tool/extension.toml': '',
    '.vim/plugged/tool/.git/config': '',
    '.config/chromium/Default/Extensions/tool/1/manifest.json': '',
    '.mozilla/firefox/a/extensions.json': '',
    '.local/share/applications/tool.desktop': '',
    'Downloads/tool.AppImage': '',
  })
  const everything = { ...WANTED, package: () => true, extension: () => true, program: () => true }
  const touched: string[] = []
  const root = path.join(dir, 'system')
  await fill(root, { 'usr/bin/tool': '', 'opt/tool/bin/tool': '', 'snap/tool/1/bin/tool': '' }, 0o755)
  await fill(root, {
    'snap/tool/1/meta/snap.yaml': '',
    'var/lib/dpkg/status': 'Package: tool\nStatus: install ok installed\n',
    'var/lib/dpkg/info/tool.list': '/usr/bin/tool\n',
    'usr/share/code/resources/app/extensions/tool/package.json': '{}',
    'usr/share/applications/tool.desktop': '',
    'home/linuxbrew/.linuxbrew/Cellar/tool/1/bin/tool': '',
    'usr/lib/python3/dist-packages/tool-1.dist-info/METADATA': '',
  })
  await symlink('1', path.join(root, 'snap/tool/current'))
  const where = whereIs(home, everything, { homes: [homeOf(home)], root, system: true, path: ['/usr/bin'] })
  const { seen } = await inventory(
    where,
    openDisk(at => touched.push(at)),
  )
  assert.ok(seen.some(o => o.kind === 'extension' && o.family === 'jetbrains'))
  for (const place of [
    'METADATA',
    '@a/b@1/node_modules/tool/package.json',
    'entry_points.txt',
    '.crates2.json',
    'files/bin/',
    'go/bin/tool',
    'tool.list',
    'snap.yaml',
  ])
    assert.ok(
      touched.some(at => at.endsWith(place)),
      place,
    )
  for (const place of [
    'extension.toml',
    '.git/config',
    'manifest.json',
    'extensions.json',
    'tool.desktop',
    'Downloads/',
  ])
    assert.ok(
      touched.some(at => at.endsWith(place)),
      place,
    )
  const patterns = explainPaths(where)
  const explained = (at: string): boolean =>
    patterns.some(pattern => {
      if (pattern.endsWith('**'))
        return matchesPath(pattern, at.replace(/\/$/, '/x'), null) || at === pattern.slice(0, -2)
      return pattern.endsWith('/') === at.endsWith('/') && matchesPath(pattern, at, null)
    })
  assert.ok(touched.length > 100)
  assert.deepEqual(
    touched.filter(at => !explained(at)),
    [],
  )
  assert.ok(!explained(path.join(home, 'secret/file')) && !explained(path.join(home, '.ssh/id_ed25519')))
})

test('the same look twice answers the same', unix, async () => {
  const home = path.join(dir, 'twice')
  await fillAll(home)
  await rename(path.join(home, '.tool/logs/run'), path.join(home, '.tool/logs/walk'))
  const where = whereIs(home, WANTED)
  assert.deepEqual(await inventory(where), await inventory(where))
})
