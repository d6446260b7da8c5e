import assert from 'node:assert/strict'
import { mkdir, rm, symlink } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { openDisk } from './disk.ts'
import { fill, scratch, wanting, whereIs } from './inventory.fixture.ts'
import { inventoryStores } from './inventory-stores.ts'

let root = ''
before(async () => {
  root = await scratch('stores')
})
after(() => rm(root, { recursive: true, force: true }))

const wanted = wanting({ packages: ['brew:goose', 'brew:cask', 'snap:tool', 'flatpak:com.maker.Tool'] })
const look = async () => {
  const disk = openDisk()
  const seen = await inventoryStores(disk, whereIs(path.join(root, 'home/lin'), wanted, { root, system: true }))
  return {
    told: seen.map(({ ecosystem, account, name, version, programs }) => [
      ecosystem,
      account,
      name,
      version,
      programs.map(file => path.relative(root, file)),
    ]),
    notSeen: disk.notSeen(),
  }
}

test('formulas, casks, snaps and flatpaks, each with its version as far as it is said', async () => {
  const brew = 'home/linuxbrew/.linuxbrew'
  await fill(root, { [`${brew}/Cellar/goose/1.9.0/bin/goose`]: 'x', 'snap/tool/42/bin/tool': 'x' }, 0o755)
  await fill(root, {
    [`${brew}/Cellar/goose/1.9.0/README`]: 'x',
    [`${brew}/Cellar/goose/.brew/x`]: 'x',
    [`${brew}/Cellar/other/1.0/bin/other`]: 'x',
    [`${brew}/Caskroom/cask/3.0/app`]: 'not marked as a program',
    'snap/tool/42/meta/snap.yaml': "name: tool\nversion: '2.4-git'\n",
    'snap/tool/41/meta/snap.yaml': 'version: 1.0\n',
    'home/lin/.local/share/flatpak/app/com.maker.Tool/x86_64/stable/x': '',
    'var/lib/flatpak/app/com.maker.Tool/x86_64/stable/x': '',
  })
  await symlink('42', path.join(root, 'snap/tool/current'))
  await symlink('/etc/hostname', path.join(root, 'snap/tool/42/bin/elsewhere'))
  await symlink('x86_64/stable', path.join(root, 'var/lib/flatpak/app/com.maker.Tool/current'))
  await symlink('x86_64/stable', path.join(root, 'home/lin/.local/share/flatpak/app/com.maker.Tool/current'))
  assert.deepEqual(await look(), {
    told: [
      ['brew', null, 'goose', '1.9.0', [`${brew}/Cellar/goose/1.9.0/bin/goose`]],
      ['brew', null, 'cask', '3.0', []],
      ['snap', null, 'tool', '2.4-git', ['snap/tool/42/bin/tool']],
      ['flatpak', null, 'com.maker.Tool', null, []],
      ['flatpak', 'lin', 'com.maker.Tool', null, []],
    ],
    notSeen: [],
  })
})

test('a link in a ring is told, and a version that is a file is none', async () => {
  await rm(path.join(root, 'snap'), { recursive: true })
  await rm(path.join(root, 'home/linuxbrew'), { recursive: true })
  await rm(path.join(root, 'var'), { recursive: true })
  await rm(path.join(root, 'home/lin'), { recursive: true })
  await mkdir(path.join(root, 'snap/tool'), { recursive: true })
  await symlink('current', path.join(root, 'snap/tool/current'))
  await fill(root, { 'home/linuxbrew/.linuxbrew/Cellar/goose/1.0': 'a file' })
  const { told, notSeen } = await look()
  assert.deepEqual(told, [])
  assert.deepEqual(
    notSeen.map(({ what }) => path.relative(root, what)),
    ['snap/tool/current'],
  )
})
