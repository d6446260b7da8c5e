import { createHash } from 'node:crypto'

/** @param publicKey raw Ed25519 public key, base64url. @returns `d-` and 32 hex digits of its SHA-256. */
export const deviceIdOf = (publicKey: string): string =>
  `d-${createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex').slice(0, 32)}`
