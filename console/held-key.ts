import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { constants, type FileHandle, mkdir, open } from 'node:fs/promises'
import path from 'node:path'
import { type FormerKey, lineOf } from '../protocol/handshake.ts'
import { formerlyIn, keyFile } from '../protocol/key-file.ts'
import { signedBy } from './signed-by.ts'
import { writeWhole } from './write-whole.ts'

/** A private key in a file of its own, with the words of the keys before it. */
export type HeldKey = { readonly privateKey: KeyObject; readonly formerly: readonly FormerKey[] }

/** Thrown for a key that is there and cannot be used. None is made in its place: no agent would believe it. */
export class KeyFault extends Error {
  override readonly name = 'KeyFault'
}

const MOST_BYTES = 4_096
const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants

/**
 * Reads a key, or makes it where there is none.
 * @throws KeyFault for a file that is loose or damaged; what the file system throws.
 */
export const holdKey = async (file: string): Promise<HeldKey> => {
  const text = (await readKept(file)) ?? (await make(file)) ?? (await readKept(file))
  if (text === null) throw new KeyFault(`${file}: it went while it was read`)
  return heldIn(text, file)
}

/** The old one is there, whole, until the new one is. */
export const replaceKey = (file: string, { privateKey, formerly }: HeldKey): Promise<void> =>
  writeWhole(file, keyFile(formerly, pemOf(privateKey)), 0o600, 'replace')

const pemOf = (privateKey: KeyObject): string => privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

const readKept = async (file: string): Promise<string | null> => {
  let handle: FileHandle
  try {
    handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return null
    if (code === 'ELOOP') throw new KeyFault(`${file}: it is a link; put the key itself there`)
    throw error
  }
  try {
    const { mode, uid, size } = await handle.stat()
    if ((mode & constants.S_IFMT) !== constants.S_IFREG) throw new KeyFault(`${file}: it is no regular file`)
    if (uid !== 0 && uid !== process.geteuid?.()) throw new KeyFault(`${file}: it belongs to another account`)
    if ((mode & 0o077) !== 0)
      throw new KeyFault(
        `${file}: others may use it (mode ${(mode & 0o777).toString(8)}): chmod 600, or make a new key`,
      )
    if (size > MOST_BYTES) throw new KeyFault(`${file}: it holds more than ${MOST_BYTES} bytes`)
    return await handle.readFile('utf8')
  } finally {
    await handle.close()
  }
}

/** @returns null where another process has made one meanwhile. */
const make = async (file: string): Promise<string | null> => {
  const pem = pemOf(generateKeyPairSync('ed25519').privateKey)
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  try {
    await writeWhole(file, pem, 0o600, 'once')
    return pem
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null
    throw error
  }
}

const heldIn = (text: string, file: string): HeldKey => {
  const damaged = `${file}: it is damaged: put it back from a backup, or agents have to be enrolled anew`
  const formerly = formerlyIn(text)
  let privateKey: KeyObject
  try {
    privateKey = createPrivateKey(text)
  } catch {
    throw new KeyFault(damaged)
  }
  if (privateKey.asymmetricKeyType !== 'ed25519' || formerly === null) throw new KeyFault(damaged)
  const key = createPublicKey(privateKey).export({ format: 'jwk' }).x ?? ''
  if (lineOf('console', key, formerly, signedBy).length !== formerly.length + 1) throw new KeyFault(damaged)
  return { privateKey, formerly }
}
