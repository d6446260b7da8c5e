import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, rm, symlink } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { openDisk } from './disk.ts'
import { fill, scratch, wanting, whereIs } from './inventory.fixture.ts'
import { inventoryNpm } from './inventory-npm.ts'
import { parseManifest } from './npm-manifest.ts'
import { prefixOf } from './npm-places.ts'
import type { Where } from './places.ts'

const run = promisify(execFile)
let dir = ''
before(async () => {
  dir = await scratch('npm')
})
after(() => rm(dir, { recursive: true, force: true }))

const look = async (where: Where) => {
  const disk = openDisk()
  const seen = await inventoryNpm(disk, where)
  return { seen, notSeen: disk.notSeen() }
}
const manifest = (name: string, more: object = {}): object => ({ name, version: '1.2.3', ...more })

test('real npm: packages, their commands, and the program in a platform package', { timeout: 240_000 }, async () => {
  const home = path.join(dir, 'real')
  await mkdir(home)
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^npm_(?!config_registry)/i.test(key)))
  const npm = [
    'install',
    '-g',
    '--ignore-scripts',
    '--prefix',
    path.join(home, '.npm-global'),
    '--cache',
    `${dir}/cache`,
  ]
  await run('npm', [...npm, 'esbuild@0.27.0', 'semver@7.7.3', 'is-number@7.0.0'], { cwd: dir, env })
  const { seen, notSeen } = await look(
    whereIs(home, wanting({ packages: ['esbuild', 'semver', '@esbuild/linux-x64'] })),
  )
  const tree = path.join(home, '.npm-global/lib/node_modules')
  assert.deepEqual(notSeen, [])
  assert.deepEqual(
    seen.map(({ name, version, account, inside, root }) => [name, version, account, inside, root]),
    [
      ['esbuild', '0.27.0', 'lin', null, `${tree}/esbuild`],
      ['semver', '7.7.3', 'lin', null, `${tree}/semver`],
    ],
  )
  const native = `esbuild/node_modules/@esbuild/linux-${process.arch}/bin/esbuild`
  assert.deepEqual(seen[0]?.programs, [`${tree}/esbuild/bin/esbuild`, `${tree}/${native}`])
  assert.deepEqual(seen[1]?.programs, [`${tree}/semver/bin/semver.js`])
})

const TREES = [
  '.npm-global/lib/node_modules',
  '.local/lib/node_modules',
  '.nvm/versions/node/v22.1.0/lib/node_modules',
  '.local/share/fnm/node-versions/v26.10.0/installation/lib/node_modules',
  '.volta/tools/image/packages/tool/lib/node_modules',
  '.asdf/installs/nodejs/26.10.0/lib/node_modules',
  '.local/share/mise/installs/node/26/lib/node_modules',
  'n/lib/node_modules',
  '.npm/_npx/0123456789abcdef/node_modules',
  '.bun/install/global/node_modules',
  '.config/yarn/global/node_modules',
  '.local/share/pnpm/global/5/node_modules',
]
for (const tree of TREES)
  test(`a package in ~/${tree}`, async () => {
    const home = path.join(dir, tree.replaceAll('/', '_'))
    await fill(home, { [`${tree}/@scope/tool/package.json`]: manifest('@scope/tool', { bin: { tool: 'cli.js' } }) })
    await fill(home, { [`${tree}/@scope/tool/cli.js`]: '1' })
    const { seen } = await look(whereIs(home, wanting({ packages: ['@scope/tool'] })))
    assert.deepEqual(
      seen.map(({ name, programs }) => [name, programs]),
      [['@scope/tool', [path.join(home, tree, '@scope/tool/cli.js')]]],
    )
  })

test('what bunx fetched for one run, of this account alone', async () => {
  const home = path.join(dir, 'bunx')
  const cache = '.bun/install/cache'
  const ask = (name: string) => ({ dependencies: { [name]: '1.2.3' } })
  await fill(home, {
    [`${cache}/.bunx-1000/tool@latest/package.json`]: ask('tool'),
    [`${cache}/.bunx-1000/tool@latest/node_modules/tool/package.json`]: manifest('tool', { bin: 'cli.js' }),
    [`${cache}/.bunx-1000/tool@latest/node_modules/tool/cli.js`]: '1',
    [`${cache}/.bunx-1000/tool@latest/node_modules/part/package.json`]: manifest('part', { bin: 'cli.js' }),
    [`${cache}/.bunx-1000/@scope/other@1/package.json`]: ask('@scope/other'),
    [`${cache}/.bunx-1000/@scope/other@1/node_modules/@scope/other/package.json`]: manifest('@scope/other'),
    [`${cache}/.bunx-77/tool@1/package.json`]: ask('tool'),
    [`${cache}/.bunx-77/tool@1/node_modules/tool/package.json`]: manifest('tool'),
    [`${cache}/tool@1.2.3@@@1/package.json`]: manifest('tool'),
  })
  const { seen } = await look(whereIs(home, wanting({ packages: ['tool', '@scope/other'] })))
  assert.deepEqual(
    seen.map(({ name, root, inside, programs }) => [name, path.relative(home, root), inside, programs.length]),
    [
      ['tool', `${cache}/.bunx-1000/tool@latest/node_modules/tool`, null, 1],
      ['@scope/other', `${cache}/.bunx-1000/@scope/other@1/node_modules/@scope/other`, null, 0],
    ],
  )
})

test('a program that lies deep in a platform package is found, and nothing is missed beside it', async () => {
  const home = path.join(dir, 'deep')
  const tool = '.npm-global/lib/node_modules/tool'
  const vendor = `${tool}/node_modules/tool-linux/vendor/x86_64-unknown-linux-musl`
  await fill(home, {
    [`${tool}/package.json`]: manifest('tool', { optionalDependencies: { 'tool-linux': '1' } }),
    [`${tool}/node_modules/tool-linux/package.json`]: manifest('tool-linux', { os: ['linux'] }),
  })
  await fill(home, { [`${vendor}/resources/share/tool/1/bin/tool`]: 'program' }, 0o755)
  const { seen, notSeen } = await look(whereIs(home, wanting({ packages: ['tool'] })))
  assert.deepEqual(seen[0]?.programs, [path.join(home, vendor, 'resources/share/tool/1/bin/tool')])
  assert.deepEqual(notSeen, [])
})

test('system trees lie below the root, and only where they are asked for', async () => {
  const root = path.join(dir, 'root')
  await fill(root, { 'usr/lib/node_modules/tool/package.json': manifest('tool') })
  const wanted = wanting({ packages: ['tool'] })
  const system = await look(whereIs(dir, wanted, { homes: [], root, system: true }))
  assert.deepEqual(
    system.seen.map(seen => [seen.account, seen.root]),
    [[null, `${root}/usr/lib/node_modules/tool`]],
  )
  assert.deepEqual((await look(whereIs(dir, wanted, { homes: [], root }))).seen, [])
})

test('what a package brought along is told with the name of that package', async () => {
  const home = path.join(dir, 'inside')
  await fill(home, {
    '.npm-global/lib/node_modules/outer/node_modules/tool/package.json': manifest('tool'),
    '.npm/_npx/a/package.json': { dependencies: { outer: '1' } },
    '.npm/_npx/a/node_modules/outer/package.json': manifest('outer'),
    '.npm/_npx/a/node_modules/tool/package.json': manifest('tool'),
    '.npm/_npx/b/package.json': { dependencies: { tool: '1' } },
    '.npm/_npx/b/node_modules/tool/package.json': manifest('tool'),
  })
  const { seen } = await look(whereIs(home, wanting({ packages: ['tool'] })))
  assert.deepEqual(
    seen.map(({ inside }) => inside),
    ['outer', 'outer', null],
  )
})

test('a hoisted platform package is part of its package and no package of its own', async () => {
  const home = path.join(dir, 'hoisted')
  const tree = '.npm/_npx/a/node_modules'
  await fill(home, {
    [`${tree}/@x/tool/package.json`]: manifest('@x/tool', {
      optionalDependencies: { '@x/tool-linux': '1', '@x/mac': '1' },
    }),
    [`${tree}/@x/tool-linux/package.json`]: manifest('@x/tool-linux', { os: ['linux'] }),
    [`${tree}/@x/tool-linux/README`]: 'text',
  })
  await fill(home, { [`${tree}/@x/tool-linux/vendor/x/tool`]: 'program', [`${tree}/@x/tool-linux/lib.so`]: 'x' }, 0o755)
  const { seen } = await look(whereIs(home, wanting({ packages: ['@x/tool', '@x/tool-linux'] })))
  assert.deepEqual(
    seen.map(({ name, programs }) => [name, programs]),
    [['@x/tool', [path.join(home, tree, '@x/tool-linux/vendor/x/tool')]]],
  )
})

test('the store of pnpm holds the programs of a linked package', async () => {
  const home = path.join(dir, 'pnpm')
  const global = '.local/share/pnpm/global/5'
  const store = `${global}/.pnpm/tool@1/node_modules`
  await fill(home, {
    [`${store}/tool/package.json`]: manifest('tool', { optionalDependencies: { 'tool-linux': '1' } }),
    [`${store}/tool-linux/package.json`]: manifest('tool-linux', { cpu: ['x64'] }),
  })
  await fill(home, { [`${store}/tool-linux/tool`]: 'program' }, 0o755)
  await mkdir(path.join(home, global, 'node_modules'), { recursive: true })
  await symlink('../.pnpm/tool@1/node_modules/tool', path.join(home, global, 'node_modules/tool'))
  const { seen } = await look(whereIs(home, wanting({ packages: ['tool'] })))
  assert.deepEqual(seen[0]?.programs, [path.join(home, store, 'tool-linux/tool')])
})

test('a command that leads out of the tree is no program of it', async () => {
  const home = path.join(dir, 'outside')
  const tool = '.npm-global/lib/node_modules/tool'
  const bin = { a: '../../../../secret', b: 'link', c: '/etc/passwd', d: 'ok.js', e: 'folder', f: 'a\0b' }
  await fill(home, { [`${tool}/package.json`]: manifest('tool', { bin }), [`${tool}/ok.js`]: '1', secret: 'x' })
  await fill(home, { [`${tool}/folder/x`]: '' })
  await symlink('/etc/hostname', path.join(home, tool, 'link'))
  const { seen } = await look(whereIs(home, wanting({ packages: ['tool'] })))
  assert.deepEqual(seen[0]?.programs, [path.join(home, tool, 'ok.js')])
})

test('a folder with the name is no package without its manifest, and a damaged one is told', async () => {
  const home = path.join(dir, 'damaged')
  const tree = '.npm-global/lib/node_modules'
  await fill(home, {
    [`${tree}/tool/index.js`]: '',
    [`${tree}/broken/package.json`]: '{',
    [`${tree}/other/package.json`]: manifest('something-else'),
    [`${tree}/large/package.json`]: ' '.repeat(1024 * 1024 + 1),
  })
  await symlink('/etc/passwd', path.join(home, tree, 'tool/package.json'))
  const { seen, notSeen } = await look(whereIs(home, wanting({ packages: ['tool', 'broken', 'other', 'large'] })))
  assert.deepEqual(seen, [])
  assert.deepEqual(
    notSeen.map(({ what, why }) => [path.basename(path.dirname(what)), why]),
    [
      ['broken', 'is no package manifest'],
      ['large', 'is larger than 1048576 bytes'],
      ['tool', 'is a link, or a ring of links'],
    ],
  )
})

test('~/.npmrc moves the tree; out of the home only where system places are looked at', async () => {
  const home = path.join(dir, 'npmrc')
  const elsewhere = path.join(dir, 'elsewhere')
  await fill(home, { 'tools/lib/node_modules/tool/package.json': manifest('tool') })
  await fill(elsewhere, { 'lib/node_modules/tool/package.json': manifest('tool') })
  const wanted = wanting({ packages: ['tool'] })
  // biome-ignore lint/suspicious/noTemplateCurlyInString: npm writes it out, not we
  await fill(home, { '.npmrc': 'x=y\nprefix = "${HOME}/tools"\n' })
  assert.equal((await look(whereIs(home, wanted))).seen.length, 1)
  await fill(home, { '.npmrc': `prefix=${elsewhere}` })
  assert.equal((await look(whereIs(home, wanted))).seen.length, 0)
  const empty = path.join(dir, 'empty')
  assert.equal((await look(whereIs(home, wanted, { system: true, root: empty }))).seen.length, 1)
})

test('prefixes', () => {
  assert.equal(prefixOf('prefix=~/x', '/h'), '/h/x')
  assert.equal(prefixOf("prefix='/a b'", '/h'), '/a b')
  assert.equal(prefixOf('prefix=relative', '/h'), null)
  assert.equal(prefixOf('//prefix=/x', '/h'), null)
})

test('who made a package is its author, else its scope', () => {
  const by = (more: object): unknown => parseManifest(JSON.stringify({ name: '@maker/tool', ...more }))?.publisher
  assert.equal(by({ author: 'Lin <lin@example.com> (https://example.com)' }), 'Lin')
  assert.equal(by({ author: { name: 'Lin' } }), 'Lin')
  assert.equal(by({ author: '"Lin M." <lin@example.com>' }), 'Lin M.')
  assert.equal(by({ author: { name: 7 } }), 'maker')
  assert.equal(by({ author: '<only@address>' }), 'maker')
  assert.equal(by({ author: 'x'.repeat(5_000) }), 'x'.repeat(256))
})

test('an alias counts as the package that it holds', async () => {
  const home = path.join(dir, 'alias')
  await fill(home, {
    '.npm-global/lib/node_modules/notes/package.json': manifest('tool'),
    '.npm/_npx/a/package.json': { dependencies: { memo: 'npm:tool@1' } },
    '.npm/_npx/a/node_modules/memo/package.json': manifest('tool'),
    '.npm/_npx/a/node_modules/came-along/package.json': manifest('tool'),
  })
  const { seen } = await look(whereIs(home, wanting({ packages: ['tool'] })))
  assert.deepEqual(
    seen.map(({ name, root }) => [name, path.basename(root)]),
    [
      ['tool', 'notes'],
      ['tool', 'memo'],
    ],
  )
})

test('a command that nobody names is told where it was installed for itself', async () => {
  const home = path.join(dir, 'unnamed')
  const command = (name: string) => manifest(name, { bin: 'cli.js', author: 'Lin' })
  const [tree, npx, bun] = [
    '.npm-global/lib/node_modules',
    '.npm/_npx/a/node_modules',
    '.bun/install/global/node_modules',
  ]
  await fill(home, {
    [`${tree}/asked/package.json`]: command('asked'),
    [`${tree}/asked/cli.js`]: '1',
    [`${tree}/asked/node_modules/part/package.json`]: command('part'),
    [`${tree}/library/package.json`]: manifest('library'),
    '.npm/_npx/a/package.json': { dependencies: { wished: '1' } },
    [`${npx}/wished/package.json`]: command('wished'),
    [`${npx}/part/package.json`]: command('part'),
    [`${bun}/unclear/package.json`]: command('unclear'),
  })
  const { seen } = await look(whereIs(home, wanting({})))
  assert.deepEqual(
    seen.map(({ name, version, publisher, inside, programs }) => [name, version, publisher, inside, programs.length]),
    [
      ['asked', '1.2.3', 'Lin', null, 1],
      ['wished', '1.2.3', 'Lin', null, 0],
    ],
  )
})

test('a manifest is read for what is well-formed in it', () => {
  const odd = parseManifest(
    JSON.stringify({ name: 'a', version: 7, bin: ['x'], os: 'linux', optionalDependencies: { '../x': 1, b: 1 } }),
  )
  const empty = { version: null, bin: [], dependencies: [], forPlatform: false, publisher: null }
  assert.deepEqual(odd, { ...empty, name: 'a', optional: ['b'] })
  for (const text of ['', 'null', '[]', '{}', '{"name":1}', '[[[[']) assert.equal(parseManifest(text), null)
})

test('a folder that cannot be listed does not hide the others', async () => {
  const home = path.join(dir, 'loops')
  await fill(home, { '.npm-global/lib/node_modules/tool/package.json': manifest('tool') })
  await mkdir(path.join(home, '.nvm/versions'), { recursive: true })
  await symlink('node', path.join(home, '.nvm/versions/node'))
  const { seen, notSeen } = await look(whereIs(home, wanting({ packages: ['tool'] })))
  assert.equal(seen.length, 1)
  assert.deepEqual(notSeen, [{ what: path.join(home, '.nvm/versions/node'), why: 'is a link, or a ring of links' }])
})
