import { KeyObject } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { connect, type TLSSocket } from 'node:tls'
import type { TlsFiles } from './files.ts'
import { makeCa, makeLeaf, type Pair } from './make-certificate.ts'
import { contextOf } from './speak.ts'

/** What the tests of this room share, and others that need a console over TLS. Not loaded by the console. */

export const DAY = 86_400_000
export const NAMES = ['localhost', '127.0.0.1', '::1']

export const folder = async (t: Pick<TestContext, 'after'>): Promise<string> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'waymark-tls-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  return dir
}

/** An authority and a certificate of its for this machine. @param lasts of the certificate, ms; may lie in the past. */
export const authority = async (
  name = 'Test CA',
  now = Date.now(),
  lasts = 90 * DAY,
): Promise<{ ca: Pair; leaf: Pair }> => {
  const ca = await makeCa(name, now)
  return { ca, leaf: await makeLeaf(ca, NAMES, now, lasts) }
}

/** A server's certificate that no authority stands behind. */
export const selfSigned = async (): Promise<Pair> => {
  await import('reflect-metadata')
  const { SubjectAlternativeNameExtension, X509CertificateGenerator } = await import('@peculiar/x509')
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const made = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=localhost',
    keys,
    signingAlgorithm: algorithm,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }])],
  })
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' })
  return { cert: made.toString('pem'), key: key.toString() }
}

export const writePair = async (dir: string, { cert, key }: Pair): Promise<TlsFiles> => {
  const files = { cert: path.join(dir, 'cert.pem'), key: path.join(dir, 'key.pem') }
  await writeFile(files.cert, cert)
  await writeFile(files.key, key, { mode: 0o600 })
  return files
}

/** A server that speaks as the console does. */
export const serve = async (t: Pick<TestContext, 'after'>, pair: Pair): Promise<{ server: Server; port: number }> => {
  const server = createServer(contextOf(pair), (_, response) => response.end('ok'))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { server, port: (server.address() as AddressInfo).port }
}

/** @returns the error's code where the connection is refused. */
export const dial = (
  port: number,
  options: { ca: string; host?: string; maxVersion?: 'TLSv1.2' },
): Promise<TLSSocket | string> =>
  new Promise(resolve => {
    const { ca, host = 'localhost', ...rest } = options
    const socket = connect({ port, host: '127.0.0.1', servername: host, ca, ...rest })
    socket.once('secureConnect', () => resolve(socket))
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  })
