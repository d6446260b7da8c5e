import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { openRegular, readSmall } from './open-file.ts'
import { platform } from './platform.ts'

let dir = ''
before(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'waymark-open-'))
})
after(() => rm(dir, { recursive: true, force: true }))
const at = (name: string): string => path.join(dir, name)
const unix = { skip: platform === 'windows' ? 'Windows has no such files' : false }

const faultAt = async (name: string, most = 1_000): Promise<string> => {
  const file = await openRegular(at(name), most)
  if ('fault' in file) return file.fault
  await file.handle.close()
  return ''
}

test('a small file is read, with or without a byte order mark', async () => {
  await writeFile(at('plain'), '\ufeffhéllo')
  assert.deepEqual(await readSmall(at('plain'), 100), { text: 'héllo' })
})

test('the size is a limit, and is told', async () => {
  await writeFile(at('eleven'), '12345678901')
  assert.equal(await faultAt('eleven', 11), '')
  assert.equal(await faultAt('eleven', 10), 'is larger than 10 bytes')
  await writeFile(at('huge'), '')
  await truncate(at('huge'), 2 ** 30)
  assert.equal(await faultAt('huge'), 'is larger than 1000 bytes')
})

test('what is not there is absent; what is there and no file is a fault', async () => {
  await mkdir(at('folder'))
  assert.deepEqual(await readSmall(at('none'), 10), { fault: 'is not there', absent: true })
  assert.deepEqual(await readSmall(at('folder'), 10), { fault: 'is a folder', absent: false })
})

test('links are refused, and followed only where that is asked for', unix, async () => {
  await writeFile(at('target'), 'x')
  await symlink('target', at('link'))
  await symlink('loop-b', at('loop-a'))
  await symlink('loop-a', at('loop-b'))
  assert.equal(await faultAt('link'), 'is a link, or a ring of links')
  assert.deepEqual(await readSmall(at('link'), 10, 'follow'), { text: 'x' })
  const ring = await readSmall(at('loop-a'), 10, 'follow')
  assert.equal('fault' in ring && ring.fault, 'is a link, or a ring of links')
})

test('a FIFO and a socket are refused at once', unix, async () => {
  execFileSync('mkfifo', [at('fifo')])
  const server = createServer().listen(at('socket'))
  const begun = performance.now()
  assert.equal(await faultAt('fifo'), 'is no regular file')
  assert.equal(await faultAt('socket'), 'is no regular file')
  assert.ok(performance.now() - begun < 1_000)
  server.close()
})

test('devices are refused', unix, async () => {
  const tty = await openRegular('/dev/zero', 1_000)
  assert.equal('fault' in tty && tty.fault, 'is no regular file')
})

test('a path may be bytes that are no UTF-8', unix, async () => {
  const name = Buffer.concat([Buffer.from(at('n-')), Buffer.from([0xff, 0xfe])])
  await writeFile(name, 'y')
  assert.deepEqual(await readSmall(name, 10), { text: 'y' })
})

const linux = { skip: platform === 'linux' ? false : 'there is no /proc' }

test('the program of a process is opened by its magic link, and files of /proc are read', linux, async () => {
  const file = await openRegular('/proc/self/exe', 2 ** 30, 'follow')
  assert.ok(!('fault' in file))
  const magic = Buffer.alloc(4)
  await file.handle.read(magic, 0, 4, 0)
  await file.handle.close()
  assert.equal(magic.toString('latin1'), '\x7fELF')
  const status = await readSmall('/proc/self/status', 64 * 1024)
  assert.ok('text' in status && status.text.includes(`Pid:\t${process.pid}\n`))
})

test('a handle stays with the file that was checked', unix, async () => {
  await writeFile(at('first'), 'first')
  const file = await openRegular(at('first'), 100)
  assert.ok(!('fault' in file))
  await writeFile(at('second'), 'second')
  await rename(at('second'), at('first'))
  assert.equal((await file.handle.readFile('utf8')).toString(), 'first')
  assert.equal(file.size, 5)
  await file.handle.close()
})
