import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { closeSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { openRegularNow, readNear } from './open-file-now.ts'
import { platform } from './platform.ts'

let dir = ''
before(async () => {
  // Memory is near, whatever the disk is.
  dir = await mkdtemp(path.join(platform === 'linux' ? '/dev/shm' : tmpdir(), 'waymark-now-'))
})
after(() => rm(dir, { recursive: true, force: true }))
const at = (name: string): string => path.join(dir, name)
const unix = { skip: platform === 'windows' ? 'Windows has no such files' : false }

test('a small file that is near is read as any other', async () => {
  await writeFile(at('plain'), '\ufeffhéllo')
  await writeFile(at('bytes'), Buffer.from([0x61, 0xff, 0x62]))
  await writeFile(at('empty'), '')
  assert.deepEqual(await readNear(at('plain'), 100), { text: 'héllo' })
  assert.deepEqual(await readNear(at('bytes'), 100), { text: 'a\ufffdb' })
  assert.deepEqual(await readNear(at('empty'), 100), { text: '' })
})

test('what is far is read all the same', { skip: platform === 'linux' ? false : 'only Linux has it' }, async () => {
  const file = `/proc/${process.pid}/comm`
  assert.deepEqual(await readNear(file, 100), { text: readFileSync(file, 'utf8') })
})

test('limits, folders, links and pipes are refused in words, and nothing waits', unix, async () => {
  await writeFile(at('eleven'), '12345678901')
  await writeFile(at('large'), '')
  await truncate(at('large'), 2 ** 30)
  await mkdir(at('folder'))
  await symlink('eleven', at('link'))
  execFileSync('mkfifo', [at('pipe')])
  const told = async (name: string): Promise<unknown> => {
    const read = await readNear(at(name), 10)
    const opened = openRegularNow(at(name), 10)
    if ('fd' in opened) closeSync(opened.fd)
    assert.deepEqual(opened, read)
    return read
  }
  assert.deepEqual(await told('eleven'), { fault: 'is larger than 10 bytes', absent: false })
  assert.deepEqual(await told('large'), { fault: 'is larger than 10 bytes', absent: false })
  assert.deepEqual(await told('folder'), { fault: 'is a folder', absent: false })
  assert.deepEqual(await told('link'), { fault: 'is a link, or a ring of links', absent: false })
  assert.deepEqual(await told('pipe'), { fault: 'is no regular file', absent: false })
  assert.deepEqual(await told('none'), { fault: 'is not there', absent: true })
})
