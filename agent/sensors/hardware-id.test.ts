import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { platform } from '../platform.ts'
import { hardwareFrom, hardwareId } from './hardware-id.ts'

const UUID = '4C4C4544-0042-3510-8054-B7C04F4B3632'
/** `printf 'waymark hardware\nproduct_uuid\n4c4c4544-0042-3510-8054-b7c04f4b3632' | sha256sum` */
const DIGEST = 'a37123df746caa425d3690fa70b36e8041bdb2e37335cc3944264cb1265d54c7'
const only = (name: string, value: string) => hardwareFrom(asked => (asked === name ? value : null))

test('hardware: the same machine is the same, in whatever letters, and another is another', () => {
  assert.equal(only('product_uuid', `${UUID}\n`), DIGEST)
  assert.equal(only('product_uuid', UUID.toLowerCase()), DIGEST)
  assert.notEqual(only('product_uuid', UUID.replace('2', '3')), DIGEST)
  assert.notEqual(only('board_serial', UUID), DIGEST)
})

test('hardware: the board stands in where the machine has no id', () => {
  const board = only('board_serial', '/7XYZ123/CN0123/')
  assert.match(String(board), /^[0-9a-f]{64}$/)
  assert.equal(
    hardwareFrom(name => (name === 'board_serial' ? '/7XYZ123/CN0123/' : 'Not Specified')),
    board,
  )
})

for (const shared of [
  '',
  'None',
  'N/A',
  'Not Settable',
  'To be filled by O.E.M.',
  'Default string',
  'System Serial Number',
  '0123456789',
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  '03000200-0400-0500-0006-000700080009',
  '...',
])
  test(`hardware: ${JSON.stringify(shared)} is said by many machines and identifies none`, () => {
    assert.equal(
      hardwareFrom(() => shared),
      null,
    )
  })

test('hardware: is read where the kernel has it, and null where it has nothing', async t => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'waymark-dmi-'))
  t.after(() => rm(dir, { recursive: true }))
  assert.equal(await hardwareId(dir), null)
  await writeFile(path.join(dir, 'product_uuid'), `${UUID}\n`)
  assert.equal(await hardwareId(dir), platform === 'linux' ? DIGEST : null)
})
