import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { openDisk } from './disk.ts'
import { fill, scratch, wanting, whereIs } from './inventory.fixture.ts'
import { inventoryCargo, parseCrates } from './inventory-cargo.ts'

let home = ''
before(async () => {
  home = await scratch('cargo')
})
after(() => rm(home, { recursive: true, force: true }))

const FROM = '(registry+https://index.example)'
const wanted = wanting({ packages: ['cargo:tool', 'cargo:gone'] })

test('a crate, its version and its programs', async () => {
  await fill(home, {
    '.cargo/.crates2.json': {
      installs: {
        [`tool 1.2.3 ${FROM}`]: { bins: ['tool', '../../etc/passwd', 'tool-extra'], features: [] },
        [`gone 0.1.0 ${FROM}`]: { bins: ['gone'] },
        [`other 1.0.0 ${FROM}`]: { bins: ['other'] },
      },
      v: 1,
    },
    '.cargo/bin/tool': 'program',
    '.cargo/bin/other': 'program',
  })
  const seen = await inventoryCargo(openDisk(), whereIs(home, wanted))
  assert.deepEqual(
    seen.map(({ name, version, root, programs }) => [name, version, path.relative(home, root), programs.length]),
    [
      ['tool', '1.2.3', '.cargo/bin/tool', 1],
      ['gone', '0.1.0', '.cargo/.crates2.json', 0],
    ],
  )
})

test('what is no list is told', async () => {
  await fill(home, { '.cargo/.crates2.json': '\0{' })
  const disk = openDisk()
  assert.deepEqual(await inventoryCargo(disk, whereIs(home, wanted)), [])
  assert.deepEqual(disk.notSeen(), [{ what: path.join(home, '.cargo/.crates2.json'), why: 'is no list of crates' }])
})

test('lists', () => {
  for (const text of ['', 'null', '[]', '{}', '{"installs":7}', '{"installs":{"a 1 (b)":7}}'])
    assert.equal(parseCrates(text), null)
  assert.deepEqual(parseCrates('{"installs":{"no version":{},"../up 1.0 (x)":{},"a 1.0 (x)":{"bins":7}}}'), [
    { name: 'a', version: '1.0', bins: [] },
  ])
})
