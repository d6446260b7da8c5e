import assert from 'node:assert/strict'
import { appendFile, mkdir, open, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { openDisk } from './disk.ts'
import { fill, scratch, wanting, whereIs } from './inventory.fixture.ts'
import { inventoryJetbrains } from './inventory-jetbrains.ts'
import { JARS } from './jars.fixture.ts'
import { parsePluginXml } from './plugin-xml.ts'
import { readZipEntry } from './zip-entry.ts'

let dir = ''
before(async () => {
  dir = await scratch('jetbrains')
})
after(() => rm(dir, { recursive: true, force: true }))

const XML = '<idea-plugin><!-- <id>not.this</id> --><id> com.Maker.Tool </id><version>2.1.0</version></idea-plugin>'
const jar = async (file: string, which: keyof typeof JARS): Promise<void> => {
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, Buffer.from(JARS[which], 'base64'))
}
const look = async (home: string) => {
  const disk = openDisk()
  const seen = await inventoryJetbrains(disk, whereIs(home, wanting({ extensions: ['jetbrains:com.maker.tool'] })))
  return { seen: seen.map(o => [path.relative(home, o.root), o.extension, o.version]), notSeen: disk.notSeen() }
}
const PLUGINS = '.local/share/JetBrains/IdeaIC2026.2'

test('a plugin is known by the descriptor in one of its jars, in a jar of its own, or lying open', async () => {
  const home = path.join(dir, 'three')
  await jar(path.join(home, PLUGINS, 'folder/lib/a-library.jar'), 'library')
  await jar(path.join(home, PLUGINS, 'folder/lib/main.jar'), 'plugin')
  await jar(path.join(home, PLUGINS, 'single.jar'), 'stored')
  await fill(home, { [`${PLUGINS}/open/META-INF/plugin.xml`]: XML, [`${PLUGINS}/other/settings.txt`]: '' })
  const { seen, notSeen } = await look(home)
  assert.deepEqual(
    seen,
    ['folder', 'open', 'single.jar'].map(name => [`${PLUGINS}/${name}`, 'com.maker.tool', '2.1.0']),
  )
  assert.deepEqual(notSeen, [])
})

test('a folder of the name with another id is no plugin of ours, and jars that say nothing are told', async () => {
  const home = path.join(dir, 'negative')
  await jar(path.join(home, PLUGINS, 'com.maker.tool/lib/a.jar'), 'otherPlugin')
  await jar(path.join(home, PLUGINS, 'mute/lib/a.jar'), 'library')
  const { seen, notSeen } = await look(home)
  assert.deepEqual(seen, [])
  assert.deepEqual(
    notSeen.map(({ what, why }) => [path.basename(what), why]),
    [['mute', 'holds jars, and none says which plugin it is']],
  )
})

test('a damaged, cut or endless ZIP is none', async () => {
  const file = path.join(dir, 'x.jar')
  await jar(file, 'bomb')
  const read = async (name: string, most = 100_000): Promise<string | null> => {
    const handle = await open(file)
    const { size } = await handle.stat()
    const bytes = await readZipEntry(handle, size, name, most)
    await handle.close()
    return bytes?.toString() ?? null
  }
  assert.equal(await read('META-INF/plugin.xml'), XML)
  assert.equal(await read('absent'), null)
  assert.equal(await read('bomb'), null)
  assert.equal((await read('bomb', 300_000))?.length, 300_000)
  await appendFile(file, 'x'.repeat(70_000))
  assert.equal(await read('META-INF/plugin.xml'), null)
  await truncate(file, 60)
  assert.equal(await read('META-INF/plugin.xml'), null)
  await writeFile(file, '')
  assert.equal(await read('META-INF/plugin.xml'), null)
})

test('every single damaged byte of a ZIP ends in an answer', async () => {
  const file = path.join(dir, 'y.jar')
  await jar(file, 'plugin')
  const whole = await readFile(file)
  for (let at = 0; at < whole.length; at++) {
    const damaged = Buffer.from(whole)
    damaged[at] = 0xff
    await writeFile(file, damaged)
    const handle = await open(file)
    const bytes = await readZipEntry(handle, damaged.length, 'META-INF/plugin.xml', 10_000)
    await handle.close()
    assert.ok(bytes === null || bytes.length <= 10_000)
  }
})

const xmls: [why: string, xml: string, id: string | null, version: string | null][] = [
  ['an id', XML, 'com.maker.tool', '2.1.0'],
  ['no id: the name', '<name>My Tool</name>', 'my tool', null],
  ['an empty id', '<id></id><name></name>', null, null],
  ['a comment without end', '<!-- <id>x</id>', null, null],
  ['no plugin', 'PK', null, null],
]
for (const [why, xml, id, version] of xmls)
  test(`plugin.xml: ${why}`, () => {
    assert.deepEqual(parsePluginXml(xml), id === null ? null : { id, version })
  })
