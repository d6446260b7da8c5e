import { X509Certificate } from 'node:crypto'
import type { Platform } from '../../policies/decide/words.ts'
import { NotSecure } from './not-secure.ts'
import { readPem } from './read-pem.ts'
import { systemAuthorities } from './system-authorities.ts'

/** Whose certificates count, as PEM, and which setting or store says so. */
export type Authorities = { readonly ca: string | string[]; readonly from: 'trust.ca' | 'the system' }

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

/**
 * Read anew for each connection, so that another authority needs no restart.
 * @param file `trust.ca`; where it is set, only those in it count.
 * @throws NotSecure.
 */
export const readAuthorities = async (
  file: string | null,
  platform: Platform,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Authorities> => {
  if (file === null) return { ca: await systemAuthorities[platform](env), from: 'the system' }
  const text = await readPem(file).catch((error: NodeJS.ErrnoException) => {
    throw new NotSecure(`trust.ca: ${file}: cannot be read (${error.code ?? error.message}): put the authority there`)
  })
  const blocks = text.match(BLOCK) ?? []
  if (blocks.length === 0 || !blocks.every(isCertificate))
    throw new NotSecure(`trust.ca: ${file}: holds no authority in PEM form: put the console's ca.pem there`)
  return { ca: blocks, from: 'trust.ca' }
}

const isCertificate = (pem: string): boolean => {
  try {
    return new X509Certificate(pem).raw.length > 0
  } catch {
    return false
  }
}
