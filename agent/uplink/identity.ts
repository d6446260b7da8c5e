import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, type KeyObject, sign } from 'node:crypto'
import path from 'node:path'
import type { FormerKey } from '../../protocol/handshake.ts'
import { readStateFile, writeStateFile } from './state-file.ts'

/** Who this device is to its console: a key, and what follows of it. */
export type Identity = {
  /** `d-` and 32 hex digits of SHA-256 over the first raw public key. */
  readonly device: string
  /** The raw Ed25519 public key, 32 bytes, base64url. */
  readonly publicKey: string
  /** The keys that it came after, the oldest first; the id is that of the first. */
  readonly formerly: readonly FormerKey[]
  /** @returns an Ed25519 signature over the text's UTF-8, base64url. */
  sign(text: string): string
}

/** The key's file is there and cannot be used. A new key is never made in its place: it would be another device. */
export class IdentityFault extends Error {
  override readonly name = 'IdentityFault'
}

const MOST_BYTES = 4_096

/**
 * Reads the device's key, or makes it, once, before anything else is.
 * @throws IdentityFault for a file that is loose or damaged; what the file system throws.
 */
export const loadIdentity = async (stateDir: string): Promise<Identity> => {
  const file = path.join(stateDir, 'identity.pem')
  const read = await readStateFile(file, MOST_BYTES)
  if (read.is === 'faulty')
    throw new IdentityFault(
      `the key of this device cannot be used: ${file}: ${read.fault}; mend the file, or enrol anew`,
    )
  if (read.is === 'read') return identityOf(privateKeyOf(read.text, file))
  const { privateKey } = generateKeyPairSync('ed25519')
  await writeStateFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 'once')
  return identityOf(privateKey)
}

const privateKeyOf = (pem: string, file: string): KeyObject => {
  const damaged = `the key of this device is damaged: ${file}: put it back from a backup, or remove it and enrol anew`
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch {
    throw new IdentityFault(damaged)
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new IdentityFault(damaged)
  return key
}

const identityOf = (privateKey: KeyObject): Identity => {
  const publicKey = createPublicKey(privateKey).export({ format: 'jwk' }).x ?? ''
  return {
    device: `d-${hash('sha256', Buffer.from(publicKey, 'base64url')).slice(0, 32)}`,
    publicKey,
    formerly: [],
    sign: text => sign(null, Buffer.from(text), privateKey).toString('base64url'),
  }
}
