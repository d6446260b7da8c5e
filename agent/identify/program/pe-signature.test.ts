import assert from 'node:assert/strict'
import { test } from 'node:test'
import { identity, vouched } from './der.fixture.ts'
import { peSignatureOf } from './pe-signature.ts'
import { PE_CHECKSUM, pe, signPe } from './programs.fixture.ts'
import { sourceOfBytes } from './source.ts'

const { authority, signer } = vouched('Example, PBC')
const program = pe({ '.text': Buffer.alloc(3_000_000, 0x90), '.data': Buffer.from('data') })
const signed = signPe(program, signer, [authority])
const read = (bytes: Buffer) => peSignatureOf(sourceOfBytes(bytes))
const changed = (at: number, by = 1): Buffer => {
  const copy = Buffer.from(signed)
  copy.writeUInt8((copy.readUInt8(at) + by) & 0xff, at)
  return copy
}

test('a signed program tells who signed it, and is whole', async () => {
  const signature = await read(signed)
  assert.equal(signature?.whole, true)
  assert.equal(signature.signer.certificate.organization, 'Example, PBC')
  assert.equal(signature.certificates.length, 2)
})

test('one byte of it is enough, wherever it stands; the checksum alone is not under the signature', async () => {
  for (const at of [500, 1024, 1_500_000, program.length - 1])
    assert.equal((await read(changed(at)))?.whole, false, `${at}`)
  assert.equal((await read(changed(PE_CHECKSUM)))?.whole, true)
})

test('what is put behind the certificates makes it another program', async () => {
  assert.equal((await read(Buffer.concat([signed, Buffer.from('more')])))?.whole, false)
})

test('a signature of another program does not pass with this one', async () => {
  const other = signPe(pe({ '.text': Buffer.alloc(3_000_000, 0x91), '.data': Buffer.from('data') }), signer, [
    authority,
  ])
  const moved = Buffer.concat([program, other.subarray(program.length)])
  signed.copy(moved, 88 + 112 + 32, 88 + 112 + 32, 88 + 112 + 40)
  const signature = await read(moved)
  assert.equal(signature?.signer.certificate.organization, 'Example, PBC')
  assert.equal(signature.whole, false)
})

test('a certificate that only bears the name does not make its signature', async () => {
  const thief = identity({ organization: 'Example, PBC', by: authority, serial: 7 })
  const forged = signPe(program, { ...signer, key: thief.key }, [authority])
  assert.equal((await read(forged))?.whole, false)
})

test('what is not signed, is cut off or is no such program has no signature', async () => {
  assert.equal(await read(program), null)
  for (const length of [0, 2, 63, 64, 90, 300, 1024, program.length, signed.length - 100])
    assert.equal((await read(signed.subarray(0, length)))?.whole ?? null, null, `${length}`)
  assert.equal(await read(Buffer.from('#!/bin/sh\n')), null)
})
