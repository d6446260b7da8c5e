import assert from 'node:assert/strict'
import { test } from 'node:test'
import { identity, vouched } from './der.fixture.ts'
import { machoSignatureOf } from './macho-signature.ts'
import { fat, type MachoSigning, macho } from './programs.fixture.ts'
import { sourceOfBytes } from './source.ts'

const { authority, signer } = vouched('Example PBC', 'TEAM123456')
const signing: MachoSigning = { signer, others: [authority], team: 'TEAM123456', identifier: 'com.example.tool' }
const code = Buffer.alloc(2_500_000, 0x90)
const build = (data = code, by: MachoSigning | null = signing): Buffer => macho(['__TEXT', '__text'], data, by)
const read = (bytes: Buffer) => machoSignatureOf(sourceOfBytes(bytes))

test('a signed program tells who signed it, under which team and name, and is whole', async () => {
  const signature = await read(build())
  assert.equal(signature?.whole, true)
  assert.equal(signature.signer.certificate.organization, 'Example PBC')
  assert.deepEqual([signature.team, signature.identifier], ['TEAM123456', 'com.example.tool'])
})

test('one byte of any page is enough', async () => {
  const signed = build()
  for (const at of [16, 4095, 4096, 1_048_576, 2_500_100]) {
    const copy = Buffer.from(signed)
    copy.writeUInt8(copy.readUInt8(at) ^ 4, at)
    assert.notEqual((await read(copy))?.whole, true, `${at}`)
  }
})

test('a directory that is given another name is not what was signed', async () => {
  const signed = build()
  signed.write('com.exomple.tool', signed.indexOf('com.example.tool'), 'latin1')
  const signature = await read(signed)
  assert.equal(signature?.identifier, 'com.exomple.tool')
  assert.equal(signature.whole, false)
})

test('what compilers sign with no key is not signed', async () => {
  assert.equal(await read(build(code, { ...signing, signer: null })), null)
  assert.equal(await read(build(code, null)), null)
})

test('of a fat file every program has to be signed, by the same', async () => {
  const other = identity({ organization: 'Example PBC', unit: 'TEAM123456', by: authority, serial: 8 })
  const arm = Buffer.alloc(20_000, 0x91)
  assert.equal((await read(fat([build(), build(arm)])))?.whole, true)
  for (const second of [
    build(arm, null),
    build(arm, { ...signing, signer: other }),
    build(arm, { ...signing, identifier: 'x' }),
  ])
    assert.equal((await read(fat([build(), second])))?.whole, false)
  assert.equal(await read(fat([build(arm, null), build()])), null)
})

test('programs of a fat file that overlap, and files cut off, have no signature', async () => {
  const one = build()
  const many = fat(Array.from({ length: 8 }, () => one))
  const overlapping = many.subarray(0, 8 + 8 * 20 + one.length)
  for (let i = 1; i < 8; i++) overlapping.copy(overlapping, 8 + i * 20, 8, 28)
  assert.equal(await read(overlapping), null)
  for (const length of [0, 3, 31, 100, 200, 5000, one.length - 33_000])
    assert.equal(await read(one.subarray(0, length)), null, `${length}`)
})
