import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasLostPayload } from './bun-payload.ts'
import type { Layout } from './layout.ts'
import { sourceOfBytes } from './source.ts'

const [DATA, PAYLOAD, SIZE] = [0x1000, 0x2000, 0x3000]
const ADDRESS = 0x40_0000

/** As Bun 1.4 writes it: a writable segment that begins with data and ends with the payload. */
const program = (pointer: { at: number; to: number } | null, flags = 2, at = PAYLOAD): Layout => {
  const bytes = Buffer.alloc(SIZE)
  bytes.write('\x7fELF\x02\x01\x01', 0, 'latin1')
  bytes.writeBigUInt64LE(64n, 32)
  bytes.writeUInt16LE(56, 54)
  bytes.writeUInt16LE(1, 56)
  bytes.writeUInt32LE(1, 64)
  bytes.writeUInt32LE(flags, 68)
  for (const [field, value] of [DATA, ADDRESS, ADDRESS, SIZE - DATA].entries())
    bytes.writeBigUInt64LE(BigInt(value), 72 + field * 8)
  bytes.writeBigUInt64LE(0x800n - 8n, PAYLOAD)
  bytes.write('\n---- Bun! ----\n', PAYLOAD + 0x800 - 16)
  if (pointer !== null) bytes.writeBigUInt64LE(BigInt(pointer.to), pointer.at)
  return { format: 'elf', source: sourceOfBytes(bytes), sections: [{ name: '.bun', at, size: 0x800 }] }
}
const TO_IT = ADDRESS + PAYLOAD - DATA

test('a payload that the data leads to is what runs', async () => {
  assert.equal(await hasLostPayload(program({ at: DATA + 0x120, to: TO_IT })), false)
  assert.equal(await hasLostPayload(program({ at: PAYLOAD + 0x800, to: TO_IT })), false, 'data behind it counts too')
})

test('one that nothing leads to is lost, though it may name its own address', async () => {
  assert.equal(await hasLostPayload(program(null)), true)
  assert.equal(await hasLostPayload(program({ at: DATA + 0x120, to: TO_IT + 1 })), true)
  assert.equal(await hasLostPayload(program({ at: PAYLOAD + 8, to: TO_IT })), true)
  assert.equal(await hasLostPayload(program({ at: 0x800, to: TO_IT })), true, 'outside of the data')
})

test('what is laid out otherwise is not called lost', async () => {
  const sound = program(null)
  assert.equal(await hasLostPayload({ ...sound, sections: [] }), false)
  assert.equal(await hasLostPayload({ ...sound, format: 'macho' }), false)
  assert.equal(await hasLostPayload({ ...sound, sections: [{ name: '.bun', at: 0x100, size: 8 }] }), false)
  assert.equal(await hasLostPayload({ ...sound, source: sourceOfBytes(Buffer.alloc(SIZE)) }), false)
})

test('a header that does not lead to a whole payload says nothing of it', async () => {
  for (const off of [-1, 1, 16]) assert.equal(await hasLostPayload(program(null, 2, PAYLOAD + off)), false)
})
