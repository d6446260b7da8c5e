import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { createSecureContext } from 'node:tls'
import { authority } from '../../console/tls/scratch.ts'
import { NotSecure } from './not-secure.ts'
import { scratchFolder } from './scratch.ts'
import { systemAuthorities } from './system-authorities.ts'

test('the list of this machine is one that TLS takes, and where there is none it is said', async () => {
  if (['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt'].some(file => existsSync(file))) {
    const ca = await systemAuthorities.linux({})
    assert.ok(String(ca).split('-----BEGIN CERTIFICATE-----').length > 20)
    createSecureContext({ ca })
  } else await assert.rejects(systemAuthorities.linux({}), NotSecure)
})

test('SSL_CERT_FILE stands in place of the list, and is read anew each time', async t => {
  const file = path.join(await scratchFolder(t), 'list.pem')
  const [one, two] = [(await authority()).ca.cert, (await authority()).ca.cert]
  await writeFile(file, one)
  assert.equal(await systemAuthorities.linux({ SSL_CERT_FILE: file }), one)
  await writeFile(file, two)
  assert.equal(await systemAuthorities.linux({ SSL_CERT_FILE: file }), two)
  await writeFile(file, 'no list')
  await assert.rejects(
    systemAuthorities.linux({ SSL_CERT_FILE: file }),
    /list\.pem\): install ca-certificates or set trust\.ca/,
  )
})

for (const platform of ['macos', 'windows'] as const)
  test(`${platform}: what Node reads of the system's store`, async () => {
    const list = await systemAuthorities[platform]({})
    assert.ok(Array.isArray(list))
    for (const pem of list.slice(0, 3)) assert.match(pem, /^-----BEGIN CERTIFICATE-----/)
  })
