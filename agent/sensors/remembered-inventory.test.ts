import assert from 'node:assert/strict'
import { chmod, mkdir, rename, rm, stat, symlink, unlink, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { remembering as near, longAfter as now } from '../asked.fixture.ts'
import { fill, homeOf, scratch, wanting, whereIs } from './inventory.fixture.ts'
import { type Installed, inventory } from './inventory.ts'
import { JARS } from './jars.fixture.ts'
import { openInventory } from './remembered-inventory.ts'

let dir = ''
before(async () => {
  dir = await scratch('remembered')
})
after(() => rm(dir, { recursive: true, force: true }))

const TREE = '.npm-global/lib/node_modules'
const WANTED = wanting({
  packages: ['tool', 'nested', 'pip:kit'],
  extensions: ['vscode:maker.tool', 'jetbrains:com.maker.tool'],
  programs: ['tool'],
  paths: ['~/.local/share/tool/versions/*', '~/.tool/app/**'],
  configs: ['~/.tool.json', '~/.tool', '~/.tool/logs/*'],
})
const SITE = '.local/lib/python3.12/site-packages'

const plugin = (id: string): string => `<idea-plugin><id>${id}</id><name>Tool</name><version>2</version></idea-plugin>`
const at = (home: string, file: string): string => path.join(home, file)

const filled = async (name: string): Promise<string> => {
  const home = path.join(dir, name)
  await fill(home, {
    [`${TREE}/tool/package.json`]: { name: 'tool', version: '1.0.0', bin: 'cli.js' },
    [`${TREE}/tool/cli.js`]: 'program',
    [`${TREE}/other/package.json`]: { name: 'other', version: '1.0.0' },
    [`${SITE}/kit-1.dist-info/METADATA`]: 'Metadata-Version: 2.4\nName: kit\nVersion: 1\n\n',
    [`${SITE}/kit-1.dist-info/entry_points.txt`]: '[console_scripts]\nkit = kit.main:main\n',
    [`${SITE}/kit/main.py`]: 'x = 1\n',
    '.vscode/extensions/maker.tool-1.2.3/package.json': { name: 'tool', publisher: 'maker', version: '1.2.3' },
    '.local/share/JetBrains/IDEA/plugin/META-INF/plugin.xml': plugin('com.maker.tool'),
    '.local/share/tool/versions/1': 'p'.repeat(2_000),
    [`${TREE}/broken/package.json`]: '{',
    '.tool.json': '{}',
    '.codex/config.toml': '[mcp_servers.one]\ncommand = "one"\n',
  })
  await fill(home, { '.tool/app/tool': 'p'.repeat(2_000), 'bin/tool': 'p' }, 0o755)
  await writeFile(at(home, '.local/share/JetBrains/IDEA/one.jar'), Buffer.from(JARS.otherPlugin, 'base64'))
  return home
}

const opened = (home: string) => {
  const touched: string[] = []
  const look = openInventory({ wanted: WANTED, now, touched: at => touched.push(path.relative(home, at)) })
  return {
    look: async (): Promise<Installed> => {
      touched.length = 0
      const { wanted: _, ...where } = whereIs(home, WANTED)
      return look(where)
    },
    touched,
  }
}

test(
  'where nothing has changed, nothing is opened or listed, and the answer is that of a whole look',
  near,
  async () => {
    const home = await filled('same')
    const { look, touched } = opened(home)
    const whole = await inventory(whereIs(home, WANTED))
    assert.deepEqual(await look(), whole)
    assert.ok(touched.length > 100)
    assert.ok(whole.notSeen.length > 0)
    assert.deepEqual(await look(), whole)
    assert.deepEqual(touched, [])
  },
)

const CHANGES: readonly (readonly [string, (home: string) => Promise<unknown>])[] = [
  ['a package comes', home => fill(home, { [`${TREE}/nested/package.json`]: { name: 'nested', bin: 'x' } })],
  [
    'a package comes inside another one',
    home => fill(home, { [`${TREE}/other/node_modules/nested/package.json`]: { name: 'nested', version: '3' } }),
  ],
  ['a package is removed', home => rm(at(home, `${TREE}/tool`), { recursive: true })],
  ['a package is replaced', home => replacedFolder(at(home, `${TREE}/tool`), 'tool')],
  ['a package is a link now', home => movedAway(at(home, `${TREE}/tool`))],
  ['a manifest has another version', home => writeFile(at(home, `${TREE}/tool/package.json`), manifest('1.0.1'))],
  ['a manifest changed, as long as it was, and its time put back', home => writtenBack(home)],
  ['a command is removed', home => unlink(at(home, `${TREE}/tool/cli.js`))],
  ['a tree of packages comes', home => fill(home, { '.n/lib/node_modules/nested/package.json': { name: 'nested' } })],
  ['packages are moved by settings', home => fill(home, { '.npmrc': 'prefix=~/there' }).then(() => there(home))],
  ['a Python package is removed', home => rm(at(home, `${SITE}/kit-1.dist-info`), { recursive: true })],
  ['its module is removed', home => rm(at(home, `${SITE}/kit`), { recursive: true })],
  ['an extension is removed by its editor', home => fill(home, { '.vscode/extensions/.obsolete': obsolete })],
  ['a plugin is removed', home => rm(at(home, '.local/share/JetBrains/IDEA/plugin'), { recursive: true })],
  [
    'a jar is another plugin',
    home => writeFile(at(home, '.local/share/JetBrains/IDEA/one.jar'), Buffer.from(JARS.plugin, 'base64')),
  ],
  ['a native program comes', home => fill(home, { '.local/share/tool/versions/2': 'p'.repeat(2_000) })],
  ['a native program is cut off', home => writeFile(at(home, '.local/share/tool/versions/1'), 'p')],
  ['a program may no longer be started', home => chmod(at(home, '.tool/app/tool'), 0o644)],
  ['a program on PATH goes', home => unlink(at(home, 'bin/tool'))],
  ['a configuration goes', home => unlink(at(home, '.tool.json'))],
  ['an MCP server comes', home => writeFile(at(home, '.codex/config.toml'), '[mcp_servers.two]\ncommand = "two"\n')],
  ['an instruction file comes', home => fill(home, { '.claude/CLAUDE.md': 'text' })],
  ['a manifest can no longer be read', home => writeFile(at(home, `${TREE}/other/package.json`), '{')],
]
const manifest = (version: string): string => JSON.stringify({ name: 'tool', version, bin: 'cli.js' })
const obsolete = { 'maker.tool-1.2.3': true }
const there = (home: string): Promise<void> =>
  fill(home, { 'there/lib/node_modules/nested/package.json': { name: 'nested', version: '4' } })
const movedAway = async (folder: string): Promise<void> => {
  await rename(folder, `${folder}.away`)
  await symlink(`${folder}.away`, folder)
}
const replacedFolder = async (folder: string, name: string): Promise<void> => {
  await rename(folder, `${dir}/away`)
  await mkdir(folder)
  await fill(folder, { 'package.json': { name, version: '9.0.0', bin: 'cli.js' }, 'cli.js': 'program' })
  await rm(`${dir}/away`, { recursive: true })
}
const writtenBack = async (home: string): Promise<void> => {
  const file = at(home, `${TREE}/tool/package.json`)
  const { atime, mtime, size } = await stat(file)
  await writeFile(file, manifest('1.0.2'))
  await utimes(file, atime, mtime)
  const after = await stat(file)
  assert.deepEqual([after.size, after.mtimeMs], [size, mtime.getTime()], 'by size and time alone it is the same file')
}

for (const [number, [what, change]] of CHANGES.entries())
  test(`a second look finds it: ${what}`, near, async () => {
    const home = await filled(`change-${number}`)
    const { look, touched } = opened(home)
    const before = await look()
    await look()
    assert.deepEqual(touched, [])
    await change(home)
    const after = await look()
    assert.notDeepEqual(after, before)
    assert.deepEqual(after, await inventory(whereIs(home, WANTED)))
  })

test('a part of which something changed is looked at anew, and no other', near, async () => {
  const home = await filled('parts')
  const { look, touched } = opened(home)
  await look()
  await fill(home, { [`${TREE}/nested/package.json`]: { name: 'nested', bin: 'x' } })
  await look()
  assert.ok(touched.includes(`${TREE}/nested/package.json`))
  assert.ok(!touched.some(file => file.startsWith(SITE) || file.startsWith('.vscode')))
})

test('what changed just before a look is looked at again, whatever its times say by then', near, async () => {
  const home = await filled('racy')
  let begun = Date.now()
  const touched: string[] = []
  const look = openInventory({ wanted: WANTED, now: () => begun, touched: file => touched.push(file) })
  const { wanted: _, ...where } = whereIs(home, WANTED)
  await look(where)
  touched.length = 0
  await look(where)
  assert.ok(touched.includes(at(home, `${TREE}/tool/package.json`)))
  begun += 60_000
  await look(where)
  touched.length = 0
  await look(where)
  assert.deepEqual(touched, [])
})

test('other homes are another look', near, async () => {
  const [one, other] = [await filled('one'), await filled('other')]
  const look = openInventory({ wanted: WANTED, now })
  const { wanted: _, ...where } = whereIs(one, WANTED)
  const first = await look(where)
  const second = await look({ ...where, homes: [homeOf(other)] })
  assert.deepEqual(second, await inventory(whereIs(other, WANTED)))
  assert.notDeepEqual(second, first)
})
