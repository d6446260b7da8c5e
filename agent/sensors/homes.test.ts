import assert from 'node:assert/strict'
import { chown, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { homedir, tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { homes } from './homes.ts'

let dir = ''
before(async () => {
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'waymark-homes-')))
})
after(() => rm(dir, { recursive: true, force: true }))

test('the home of whoever runs this is among the local ones, with its name', async () => {
  const self = userInfo()
  const mine = (await homes()).find(home => home.account === self.username)
  assert.deepEqual(mine, { account: self.username, uid: self.uid, home: await realpath(homedir()) })
})

test('a given home belongs to who owns it, and is told by its real path once', async () => {
  await mkdir(path.join(dir, 'a'))
  await symlink('a', path.join(dir, 'b'))
  const self = userInfo()
  assert.deepEqual(await homes([path.join(dir, 'a'), path.join(dir, 'b')]), [
    { account: self.username, uid: self.uid, home: path.join(dir, 'a') },
  ])
})

const asRoot = { skip: process.getuid?.() === 0 ? false : 'needs root' }
test('an owner without a name is told by number', asRoot, async () => {
  const home = path.join(dir, 'n')
  await mkdir(home)
  await chown(home, 54_321, 54_321)
  assert.deepEqual(await homes([home]), [{ account: '54321', uid: 54_321, home }])
})

test('a given home that is no folder is an error that names it', async () => {
  await assert.rejects(homes([path.join(dir, 'none')]), /no such folder: .*none/)
  await writeFile(path.join(dir, 'file'), '')
  await assert.rejects(homes([path.join(dir, 'file')]), /no such folder: .*file/)
})
