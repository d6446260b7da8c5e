import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { writeWhole } from '../write-whole.ts'
import { BadCertificate, type Certificate, readPair } from './certificate.ts'
import { readKey, readPem, type TlsFiles } from './files.ts'
import { makeCa, makeLeaf, type Pair } from './make-certificate.ts'

const DAY = 86_400_000
const RENEWED_WITH_LEFT = 30 * DAY
/** Nobody but the console's account: who has the CA's key can pretend to be this console to whoever trusts it. */
const ANYBODY_ELSE = 0o077

export type Made = {
  /** Of the CA, for `trust.ca` of agents and for browsers. */
  readonly caFile: string
  /** The server's and the CA's, renewed when a month of it is left or it lacks a name. @throws BadCertificate. */
  readonly current: () => Promise<Pair>
}

/**
 * The console's own authority (10 years) and certificate (90 days), in a folder of the store, made at the first start.
 * @param names what the certificate has to be for.
 * @throws BadCertificate for an authority that others may read, that does not fit its key, or that has ended.
 */
export const openMade = async (store: string, names: readonly string[], now: () => number): Promise<Made> => {
  const dir = path.join(store, 'tls')
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const filesOf = (prefix: string): TlsFiles => ({
    cert: path.join(dir, `${prefix}.pem`),
    key: path.join(dir, `${prefix}-key.pem`),
  })
  const [caFiles, serverFiles] = [filesOf('ca'), filesOf('server')]
  const ca = (await readBoth(caFiles)) ?? (await kept(caFiles, await makeCa(`Waymark console ${names[0]}`, now())))
  if (readPair(ca).ends <= now())
    throw new BadCertificate(`${caFiles.cert}: has ended: move ${dir} away for a new one, and give that to the agents`)

  const isGood = (held: Certificate): boolean =>
    held.ends - now() > RENEWED_WITH_LEFT && held.begins <= now() && names.every(held.isFor)
  return {
    caFile: caFiles.cert,
    current: async () => {
      const held = await readBoth(serverFiles)
      if (held !== null && isWhole(held, isGood)) return held
      const leaf = await makeLeaf(ca, names, now())
      return kept(serverFiles, { cert: leaf.cert + ca.cert, key: leaf.key })
    },
  }
}

/** A power cut may have replaced the key alone: such a pair is no error, it is made again. */
const isWhole = (held: Pair, isGood: (certificate: Certificate) => boolean): boolean => {
  try {
    return isGood(readPair(held))
  } catch (error) {
    if (error instanceof BadCertificate) return false
    throw error
  }
}

/** @returns null while one of them is missing. */
const readBoth = async ({ cert, key }: TlsFiles): Promise<Pair | null> => {
  try {
    return { cert: await readPem(cert), key: await readKey(key, ANYBODY_ELSE) }
  } catch (error) {
    if (error instanceof BadCertificate && error.missing) return null
    throw error
  }
}

/** The certificate comes last: while it is not there, nobody can have been given it. */
const kept = async ({ cert, key }: TlsFiles, pair: Pair): Promise<Pair> => {
  await writeWhole(key, pair.key, 0o600, 'replace')
  await writeWhole(cert, pair.cert, 0o644, 'replace')
  return pair
}
