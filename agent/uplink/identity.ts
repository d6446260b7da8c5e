import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, type KeyObject, sign } from 'node:crypto'
import { rename } from 'node:fs/promises'
import path from 'node:path'
import { type FormerKey, lineOf, successionText } from '../../protocol/handshake.ts'
import { formerlyIn, keyFile } from '../../protocol/key-file.ts'
import { signedBy } from './signed-by.ts'
import { readStateFile, syncFolder, writeStateFile } from './state-file.ts'

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
export const loadIdentity = async (stateDir: string): Promise<Identity> =>
  loadOr(fileIn(stateDir), () => keyFile([], pemOf(generateKeyPairSync('ed25519').privateKey)))

/**
 * Reads the key that is to follow, or makes it, once, with this one's word for it. It is not in force yet.
 * @throws IdentityFault.
 */
export const nextIdentity = async (stateDir: string, identity: Identity): Promise<Identity> =>
  loadOr(nextIn(stateDir), () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    const { publicKey: key, formerly } = identity
    const signature = identity.sign(successionText('device', key, publicOf(privateKey)))
    return keyFile([...formerly, { key, signature }], pemOf(privateKey))
  })

/** From now on the next key is the key; the one before is gone. */
export const followIdentity = async (stateDir: string): Promise<void> => {
  await rename(nextIn(stateDir), fileIn(stateDir))
  await syncFolder(stateDir)
}

const fileIn = (stateDir: string): string => path.join(stateDir, 'identity.pem')
/** Where the key lies that is to follow, as long as it is on its way. */
export const nextIn = (stateDir: string): string => path.join(stateDir, 'identity-next.pem')

const loadOr = async (file: string, make: () => string): Promise<Identity> => {
  const read = await readStateFile(file, MOST_BYTES)
  if (read.is === 'faulty')
    throw new IdentityFault(
      `the key of this device cannot be used: ${file}: ${read.fault}; mend the file, or enrol anew`,
    )
  if (read.is === 'read') return identityIn(read.text, file)
  const text = make()
  await writeStateFile(file, text, 'once')
  return identityIn(text, file)
}

const identityIn = (text: string, file: string): Identity => {
  const damaged = `the key of this device is damaged: ${file}: put it back from a backup, or remove it and enrol anew`
  const formerly = formerlyIn(text)
  let privateKey: KeyObject
  try {
    privateKey = createPrivateKey(text)
  } catch {
    throw new IdentityFault(damaged)
  }
  if (privateKey.asymmetricKeyType !== 'ed25519' || formerly === null) throw new IdentityFault(damaged)
  const publicKey = publicOf(privateKey)
  const line = lineOf('device', publicKey, formerly, signedBy)
  if (line.length !== formerly.length + 1) throw new IdentityFault(damaged)
  return {
    device: `d-${hash('sha256', Buffer.from(line.at(-1) ?? publicKey, 'base64url')).slice(0, 32)}`,
    publicKey,
    formerly,
    sign: text => sign(null, Buffer.from(text), privateKey).toString('base64url'),
  }
}

const publicOf = (privateKey: KeyObject): string => createPublicKey(privateKey).export({ format: 'jwk' }).x ?? ''
const pemOf = (privateKey: KeyObject): string => privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
