import { createPublicKey, verify } from 'node:crypto'
import { helloText } from '../../protocol/frames.ts'

/**
 * @param key raw Ed25519 public key, base64url, as it was enrolled.
 * @returns whether the holder of the key signed this connection's nonce. Never throws: a bad key proves nothing.
 */
export const proves = (
  key: string,
  nonce: string,
  hello: { readonly device: string; readonly signature: string },
): boolean => {
  try {
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key }, format: 'jwk' })
    const text = Buffer.from(helloText(nonce, hello.device))
    return verify(null, text, publicKey, Buffer.from(hello.signature, 'base64url'))
  } catch {
    return false
  }
}
