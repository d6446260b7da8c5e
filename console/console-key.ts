import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, type KeyObject, sign } from 'node:crypto'
import { constants, type FileHandle, link, mkdir, open, rm } from 'node:fs/promises'
import path from 'node:path'
import { type FormerKey, KEY_DIGEST } from '../protocol/handshake.ts'

/** Who this console is to its agents: they pin this key, and say nothing to anybody who does not hold it. */
export type ConsoleKey = {
  /** Raw Ed25519 public key, base64url: what `trust.keys` of the agents lists. */
  readonly key: string
  /** What a token carries of it. */
  readonly digest: string
  /** The keys that this one came after, the oldest first. */
  readonly formerly: readonly FormerKey[]
  /** @returns an Ed25519 signature over the text's UTF-8, base64url. */
  sign(text: string): string
}

/** Thrown for a key that is there and cannot be used. None is made in its place: no agent would believe it. */
export class KeyFault extends Error {
  override readonly name = 'KeyFault'
}

const FILE = 'console-key.pem'
const MOST_BYTES = 4_096
const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants

/**
 * Reads the key from the store's folder, or makes it there at the first start.
 * @throws KeyFault for a file that is loose or damaged; what the file system throws.
 */
export const loadConsoleKey = async (store: string): Promise<ConsoleKey> => {
  const file = path.join(store, FILE)
  const pem = (await readKept(file)) ?? (await make(file)) ?? (await readKept(file))
  if (pem === null) throw new KeyFault(`${file}: it went while it was read`)
  return keyOf(privateKeyOf(pem, file), [])
}

/** For tests and for what needs no file: a console of its own. */
export const keyOf = (privateKey: KeyObject, formerly: readonly FormerKey[]): ConsoleKey => {
  const key = createPublicKey(privateKey).export({ format: 'jwk' }).x ?? ''
  return {
    key,
    digest: hash('sha256', Buffer.from(key, 'base64url'), 'base64url').slice(0, KEY_DIGEST),
    formerly,
    sign: text => sign(null, Buffer.from(text), privateKey).toString('base64url'),
  }
}

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

/** Whole, or not at all. @returns null where another process has made one meanwhile. */
const make = async (file: string): Promise<string | null> => {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const fresh = `${file}.${process.pid}`
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  await rm(fresh, { force: true })
  const handle = await open(fresh, 'wx', 0o600)
  try {
    await handle.writeFile(pem)
    await handle.sync()
  } finally {
    await handle.close()
  }
  try {
    await link(fresh, file)
    return pem
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null
    throw error
  } finally {
    await rm(fresh, { force: true })
  }
}

const privateKeyOf = (pem: string, file: string): KeyObject => {
  const damaged = `${file}: it is damaged: put it back from a backup, or agents have to be enrolled anew`
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch {
    throw new KeyFault(damaged)
  }
  throw new KeyFault(damaged)
}
