import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, rm, symlink } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { platform } from '../platform.ts'
import { openDisk } from './disk.ts'
import { fill, scratch, wanting, whereIs } from './inventory.fixture.ts'
import { inventoryPython } from './inventory-python.ts'
import type { Where } from './places.ts'
import { consoleScripts, nameOfDistInfo, parseMetadata } from './python-metadata.ts'

let dir = ''
before(async () => {
  dir = await scratch('python')
})
after(() => rm(dir, { recursive: true, force: true }))

const look = async (where: Where) => {
  const disk = openDisk()
  return { seen: await inventoryPython(disk, where), notSeen: disk.notSeen() }
}
const metadata = (name: string, more = ''): string =>
  `Metadata-Version: 2.4\nName: ${name}\nVersion: 0.86.1\n${more}\nName: not-this\n`
const points = '[console_scripts]\naider = aider.main:main\n[other]\nx = y:z\n'

test('a tool of uv, its command and module; what came along is inside it', async () => {
  const home = path.join(dir, 'uv')
  const tool = '.local/share/uv/tools/aider-chat'
  const site = `${tool}/lib/python3.12/site-packages`
  await fill(home, {
    [`${site}/aider_chat-0.86.1.dist-info/METADATA`]: metadata('aider-chat', 'Author-email: Paul <paul@example.com>\n'),
    [`${site}/aider_chat-0.86.1.dist-info/entry_points.txt`]: points,
    [`${site}/aider/main.py`]: 'main',
    [`${site}/litellm-1.0.dist-info/METADATA`]: metadata('litellm'),
    [`${site}/litellm-1.0.dist-info/entry_points.txt`]: points,
    [`${site}/tqdm-1.0.dist-info/METADATA`]: metadata('tqdm'),
    [`${site}/tqdm-1.0.dist-info/entry_points.txt`]: points,
  })
  await fill(home, { [`${tool}/bin/aider`]: '#!/usr/bin/python' }, 0o755)
  const { seen, notSeen } = await look(whereIs(home, wanting({ packages: ['pip:aider-chat', 'pip:litellm'] })))
  assert.deepEqual(notSeen, [])
  assert.deepEqual(
    seen.map(({ name, version, inside, publisher }) => [name, version, inside, publisher]),
    [
      ['aider-chat', '0.86.1', null, 'Paul'],
      ['litellm', '0.86.1', 'aider-chat', null],
    ],
  )
  assert.deepEqual(seen[0]?.programs, [path.join(home, tool, 'bin/aider'), path.join(home, site, 'aider/main.py')])
})

test('a command that nobody names is told; a library is not, and neither is a folder that lies about its name', async () => {
  const home = path.join(dir, 'user')
  const site = '.local/lib/python3.11/site-packages'
  await fill(home, {
    [`${site}/Stranger_Tool-1.0.dist-info/METADATA`]: metadata('stranger.tool'),
    [`${site}/Stranger_Tool-1.0.dist-info/entry_points.txt`]: points,
    [`${site}/library-1.0.dist-info/METADATA`]: metadata('library'),
    [`${site}/wanted-1.0.dist-info/METADATA`]: metadata('something-else'),
    [`${site}/aider/main/__init__.py`]: '',
  })
  const { seen } = await look(whereIs(home, wanting({ packages: ['pip:wanted'] })))
  assert.deepEqual(
    seen.map(({ name, programs }) => [name, programs.map(file => path.relative(path.join(home, site), file))]),
    [['stranger-tool', ['aider/main/__init__.py']]],
  )
})

test('what stands in the way is told, and blinds nobody', {
  skip: platform === 'windows' && 'POSIX files',
}, async () => {
  const home = path.join(dir, 'hostile')
  const site = '.local/lib/python3.11/site-packages'
  const info = (name: string): string => `${site}/${name}-1.0.dist-info`
  await fill(home, {
    [`${info('good')}/METADATA`]: metadata('good'),
    [`${info('large')}/METADATA`]: `Name: large\n${' '.repeat(1024 * 1024)}`,
    [`${info('binary')}/METADATA`]: '\0\xff'.repeat(500),
    [`${info('link')}/x`]: '',
    [`${info('fifo')}/x`]: '',
  })
  await symlink('/etc/passwd', path.join(home, info('link'), 'METADATA'))
  execFileSync('mkfifo', [path.join(home, info('fifo'), 'METADATA')])
  await mkdir(path.join(home, '.pyenv'))
  await symlink('versions', path.join(home, '.pyenv/versions'))
  const packages = ['good', 'large', 'binary', 'link', 'fifo'].map(name => `pip:${name}`)
  const { seen, notSeen } = await look(whereIs(home, wanting({ packages })))
  assert.deepEqual(
    seen.map(({ name }) => name),
    ['good'],
  )
  assert.deepEqual(notSeen.map(({ what, why }) => [path.relative(home, what).split('/').at(-2), why]).sort(), [
    ['.pyenv', 'is a link, or a ring of links'],
    ['fifo-1.0.dist-info', 'is no regular file'],
    ['large-1.0.dist-info', 'is larger than 1048576 bytes'],
    ['link-1.0.dist-info', 'is a link, or a ring of links'],
  ])
})

test('names, heads and entry points', () => {
  assert.equal(nameOfDistInfo('Aider_Chat-0.1.dist-info'), 'aider-chat')
  for (const folder of ['x.dist-info', '-1.dist-info', 'a-1.egg-info', '../a-1.dist-info'])
    assert.equal(nameOfDistInfo(folder), null)
  assert.equal(parseMetadata('Version: 1\n\nName: below\n'), null)
  assert.equal(parseMetadata('Name: ../up\n'), null)
  assert.deepEqual(parseMetadata('Name: A\r\nVersion: 1\r\nAuthor: <x@y>\r\nMaintainer: M\r\n\r\n'), {
    name: 'a',
    version: '1',
    publisher: 'M',
  })
  assert.deepEqual(
    consoleScripts('a = b:c\n[ console_scripts ]\n a=b.c:d [x]\n../x = y:z\nq = ../e:f\n[gui]\nn = m:o'),
    [{ command: 'a', module: ['b', 'c'] }],
  )
})
