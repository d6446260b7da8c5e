import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { keyOf } from '../console-key.ts'
import { challengeTo } from './proof.ts'
import { newDevice } from './scratch.ts'

const device = newDevice()
const console = keyOf(generateKeyPairSync('ed25519').privateKey, [])
const other = keyOf(generateKeyPairSync('ed25519').privateKey, [])
const own = Buffer.alloc(32, 7).toString('base64url')
const opening = { type: 'opening', wire: 3, nonce: own } as const
const bound = Buffer.alloc(32, 1).toString('base64url')
const elsewhere = Buffer.alloc(32, 2).toString('base64url')

/** What a device signs, written out here: the order of its lines is part of the protocol. */
const hello = (fields: { nonce: string; own?: string; id?: string; key?: string; binding?: string }, by = device) => ({
  device: fields.id ?? device.id,
  signature: by.signed(
    ['waymark agent hello', fields.nonce, fields.own ?? own, fields.id ?? device.id, fields.key ?? console.key]
      .concat(fields.binding ?? bound)
      .join('\n'),
  ),
})

test('the console proves its key over both nonces and the binding', () => {
  const { challenge } = challengeTo(console, opening, bound)
  const { nonce, key, signature } = challenge
  assert.equal(key, console.key)
  const spki = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key }, format: 'jwk' })
  const text = ['waymark console challenge', own, nonce, key, bound].join('\n')
  assert.ok(verify(null, Buffer.from(text), spki, Buffer.from(signature, 'base64url')))
  assert.notEqual(challengeTo(console, opening, bound).challenge.nonce, nonce, 'a nonce is used once')
})

test('F40: a hello is good for the connection it answers, and for no other', () => {
  const { challenge, proves } = challengeTo(console, opening, bound)
  const { nonce } = challenge
  assert.ok(proves(device.publicKey, hello({ nonce })))
  const refused: Record<string, ReturnType<typeof hello>> = {
    'of another connection': hello({ nonce: challengeTo(console, opening, bound).challenge.nonce }),
    'to another opening': hello({ nonce, own: elsewhere }),
    'to another console': hello({ nonce, key: other.key }),
    'over another connection, passed on': hello({ nonce, binding: elsewhere }),
    'over one without TLS': hello({ nonce, binding: '' }),
    'by another key': hello({ nonce }, newDevice()),
    'of another device': { ...hello({ nonce, id: `d-${'0'.repeat(32)}` }), device: device.id },
    'that was the console its own': { device: device.id, signature: challenge.signature },
  }
  for (const [why, said] of Object.entries(refused)) assert.equal(proves(device.publicKey, said), false, why)
})

test('any bit of a signature, of a nonce, of a key or of the binding', () => {
  const { challenge, proves } = challengeTo(console, opening, bound)
  const flipped = (text: string, bit: number): string => {
    const bytes = Buffer.from(text, 'base64url')
    const at = bit % (bytes.length * 8)
    bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7))
    return bytes.toString('base64url')
  }
  const { nonce } = challenge
  const good = hello({ nonce })
  const parts: Record<string, (bit: number) => [key: string, hello: typeof good]> = {
    signature: bit => [device.publicKey, { ...good, signature: flipped(good.signature, bit) }],
    key: bit => [flipped(device.publicKey, bit), good],
    nonce: bit => [device.publicKey, hello({ nonce: flipped(nonce, bit) })],
    own: bit => [device.publicKey, hello({ nonce, own: flipped(own, bit) })],
    console: bit => [device.publicKey, hello({ nonce, key: flipped(console.key, bit) })],
    binding: bit => [device.publicKey, hello({ nonce, binding: flipped(bound, bit) })],
  }
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(parts)), fc.nat(511), (part, bit) => {
      const [key, said] = parts[part]?.(bit) ?? ['', good]
      return !proves(key, said)
    }),
    { numRuns: 600 },
  )
})
