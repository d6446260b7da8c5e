import { getCACertificates } from 'node:tls'
import type { Platform } from '../../policies/decide/words.ts'
import { NotSecure } from './not-secure.ts'
import { readPem } from './read-pem.ts'

/** Where distributions keep the list of authorities that a machine trusts, its own and the company's, as one file. */
const LINUX = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/** Whom this machine trusts, as PEM. @param env `SSL_CERT_FILE` of it stands in place of the list, as for OpenSSL. */
export const systemAuthorities: Record<
  Platform,
  (env: Readonly<Record<string, string | undefined>>) => Promise<string | string[]>
> = {
  // Not by Node: it reads every link beside the list too, keeps four times as much, and never reads again.
  linux: async ({ SSL_CERT_FILE }) => {
    const files = SSL_CERT_FILE ? [SSL_CERT_FILE] : LINUX
    for (const file of files) {
      const text = await readPem(file).catch(() => '')
      if (text.includes('-----BEGIN CERTIFICATE-----')) return text
    }
    throw new NotSecure(`this machine lists no authorities (${files[0]}): install ca-certificates or set trust.ca`)
  },
  macos: async () => getCACertificates('system'),
  windows: async () => getCACertificates('system'),
}
