import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { rm, symlink } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { nameOfImage, programOfEntry } from './desktop-entry.ts'
import { openDisk } from './disk.ts'
import { fill, homeOf, scratch, wanting, whereIs } from './inventory.fixture.ts'
import { inventoryEntries, inventoryImages } from './inventory-desktop.ts'

let dir = ''
before(async () => {
  dir = await scratch('desktop')
})
after(() => rm(dir, { recursive: true, force: true }))
const wanted = wanting({ programs: ['tool', 'cursor'] })

test('what the menu starts, from homes and from the system', async () => {
  const home = path.join(dir, 'home/lin')
  const entry = (exec: string): string => `[Desktop Entry]\nName=X\nExec=${exec}\n`
  const at = '.local/share/applications'
  await fill(home, {
    [`${at}/own.desktop`]: entry(`env A=b "${home}/My Apps/tool" --secret %U`),
    [`${at}/elsewhere.desktop`]: entry('/srv/tool'),
    [`${at}/other.desktop`]: entry('/usr/bin/other'),
    [`${at}/bare.desktop`]: entry('tool'),
    [`${at}/notes.txt`]: entry('/srv/tool'),
    [`${at}/large.desktop`]: ' '.repeat(300_000),
    'My Apps/tool': 'x',
  })
  execFileSync('mkfifo', [path.join(home, at, 'fifo.desktop')])
  await symlink('/etc/passwd', path.join(home, at, 'link.desktop'))
  await fill(dir, { 'srv/tool': 'x', 'usr/share/applications/system.desktop': entry('/srv/tool') })
  const look = async (system: boolean) => {
    const disk = openDisk()
    const seen = await inventoryEntries(disk, whereIs(home, wanted, { homes: [homeOf(home)], root: dir, system }))
    return { seen: seen.map(each => [each.account, path.relative(dir, each.path)]), missed: disk.notSeen() }
  }
  const large = { what: path.join(home, at, 'large.desktop'), why: 'is larger than 262144 bytes' }
  assert.deepEqual(await look(false), { seen: [['lin', 'home/lin/My Apps/tool']], missed: [large] })
  assert.deepEqual(await look(true), {
    seen: [
      ['lin', 'srv/tool'],
      ['lin', 'home/lin/My Apps/tool'],
      [null, 'srv/tool'],
    ],
    missed: [large],
  })
})

test('applications of one file, by their name', async () => {
  const home = path.join(dir, 'images')
  await fill(home, {
    'Downloads/Cursor-1.2.3-x86_64.AppImage': 'x',
    'Downloads/other-1.0.AppImage': 'x',
    'Applications/tool.AppImage': 'x',
    'Applications/tool': 'x',
  })
  const seen = await inventoryImages(openDisk(), whereIs(home, wanted))
  assert.deepEqual(
    seen.map(each => path.relative(home, each.path)),
    ['Applications/tool.AppImage', 'Downloads/Cursor-1.2.3-x86_64.AppImage'],
  )
})

test('names of images', () => {
  assert.equal(nameOfImage('Cherry-Studio-1.0.AppImage'), 'cherry-studio')
  assert.equal(nameOfImage('jan-linux-x86_64.appimage'), 'jan')
  assert.equal(nameOfImage('.AppImage'), null)
  assert.equal(nameOfImage('tool.exe'), null)
})

test('entries', () => {
  const of = (text: string): string | null => programOfEntry(text)
  assert.equal(of('[Desktop Entry]\nExec=/opt/a/b %F\n'), '/opt/a/b')
  assert.equal(of('[Desktop Entry]\nExec="/opt/a \\"b" x'), '/opt/a "b')
  assert.equal(of('[Desktop Entry]\nExec=env -i A=b /x y'), '/x')
  assert.equal(of('[Desktop Entry]\nName=x\n[Desktop Action new]\nExec=/y\n'), null)
  assert.equal(of('Exec=/x'), null)
  assert.equal(of(`[Desktop Entry]\nExec="${'a'.repeat(9_000)}`), `"${'a'.repeat(4_095)}`)
  for (const text of ['', '\0', '[Desktop Entry]\nExec=', '[Desktop Entry]\nExec=env']) assert.equal(of(text), null)
})
