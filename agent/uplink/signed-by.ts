import { createPublicKey, verify } from 'node:crypto'
import type { Verify } from '../../protocol/handshake.ts'

/** Whether the holder of a raw Ed25519 key (base64url) signed a text. Never throws: a bad key proves nothing. */
export const signedBy: Verify = (key, text, signature) => {
  try {
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key }, format: 'jwk' })
    return verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}
