import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { openDisk } from './disk.ts'
import { fill, scratch, wanting, whereIs } from './inventory.fixture.ts'
import { inventoryDpkg } from './inventory-dpkg.ts'

let dir = ''
before(async () => {
  dir = await scratch('dpkg')
})
after(() => rm(dir, { recursive: true, force: true }))

const look = async (root: string, packages: readonly string[]) => {
  const disk = openDisk()
  const wanted = wanting({ packages: packages.map(name => `deb:${name}`) })
  const seen = await inventoryDpkg(disk, whereIs(root, wanted, { homes: [], root, system: true }))
  return { seen, notSeen: disk.notSeen() }
}
const paragraph = (name: string, status = 'install ok installed'): string =>
  `Package: ${name}\nStatus: ${status}\nArchitecture: amd64\nVersion: 1:2.3-4\nDescription: x\n Package: hidden\n .\n more\n\n`

test('installed ones of the catalog, with what they can start, largest first', async () => {
  const root = path.join(dir, 'made')
  // The wanted one lies beyond the first piece that is read.
  const many = Array.from({ length: 5_000 }, (_, i) => paragraph(`other-${i}`)).join('')
  await fill(root, {
    'var/lib/dpkg/status': `${many}${paragraph('tool')}${paragraph('removed', 'deinstall ok config-files')}${paragraph('last').trimEnd()}\n`,
    'var/lib/dpkg/info/tool.list':
      '/.\n/usr\n/usr/bin/tool\n/usr/share/tool/tool\n/usr/share/tool/doc\n/usr/bin/../../etc/x\n/etc/tool\n',
    'usr/share/tool/doc': 'text',
  })
  await fill(
    root,
    { 'usr/bin/tool': 'small', 'usr/share/tool/tool': 'a larger program', 'etc/x': 'x', 'etc/tool': 'x' },
    0o755,
  )
  const { seen, notSeen } = await look(root, ['tool', 'removed', 'last', 'hidden'])
  assert.deepEqual(notSeen, [])
  assert.deepEqual(
    seen.map(({ name, version, programs }) => [name, version, programs.map(file => path.relative(root, file))]),
    [
      ['tool', '1:2.3-4', ['usr/share/tool/tool', 'usr/bin/tool']],
      ['last', '1:2.3-4', []],
    ],
  )
})

test('a list without paragraphs is told, and a database of rpm too', async () => {
  const root = path.join(dir, 'hostile')
  await mkdir(path.join(root, 'var/lib/dpkg'), { recursive: true })
  await mkdir(path.join(root, 'var/lib/rpm'))
  await writeFile(path.join(root, 'var/lib/dpkg/status'), Buffer.alloc(3 * 1024 * 1024, 65))
  const { seen, notSeen } = await look(root, ['tool'])
  assert.deepEqual(seen, [])
  assert.deepEqual(notSeen.map(({ what }) => path.relative(root, what)).sort(), ['var/lib/dpkg/status', 'var/lib/rpm'])
})

const real = { skip: !existsSync('/var/lib/dpkg/status') && 'a machine with dpkg is needed' }
test('the packages of this machine', real, async () => {
  const { seen, notSeen } = await look('/', ['bash', 'libc6', 'no-such-package'])
  assert.deepEqual(notSeen, [])
  const bash = seen.find(({ name }) => name === 'bash')
  assert.match(bash?.version ?? '', /^\d+\.\d+/)
  assert.ok(
    bash?.programs.some(file => file.endsWith('/bin/bash')),
    String(bash?.programs),
  )
  assert.ok(seen.some(({ name }) => name === 'libc6') && seen.length === 2)
})
