import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { readPair } from './certificate.ts'
import { readFiles } from './files.ts'
import { authority, folder, writePair } from './scratch.ts'

const { leaf } = await authority()
const other = await authority()
const locked = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
}).privateKey
const bad = [
  { why: 'the key of another', pair: { cert: leaf.cert, key: other.leaf.key }, says: /not that of the certificate/ },
  { why: 'no certificate', pair: { cert: 'hello', key: leaf.key }, says: /no certificate in PEM/ },
  { why: 'a half certificate', pair: { cert: leaf.cert.slice(0, 300), key: leaf.key }, says: /no certificate in PEM/ },
  { why: 'a key for a certificate', pair: { cert: leaf.key, key: leaf.key }, says: /no certificate in PEM/ },
  { why: 'no key', pair: { cert: leaf.cert, key: leaf.cert }, says: /no private key in PEM/ },
  { why: 'a locked key', pair: { cert: leaf.cert, key: locked }, says: /passphrase/ },
]
for (const { why, pair, says } of bad)
  test(`refused in words, without the key in them: ${why}`, () => {
    assert.throws(
      () => readPair(pair),
      (error: Error) => error.name === 'BadCertificate' && says.test(error.message) && !error.message.includes('BEGIN'),
    )
  })

test('a good pair tells whom it is for, until when', () => {
  const read = readPair(leaf)
  assert.ok(read.isFor('localhost'))
  assert.ok(read.isFor('::1'))
  assert.ok(!read.isFor('192.0.2.1'))
  assert.ok(!read.isFor('waymark.example'))
  assert.ok(read.begins < Date.now() && read.ends > Date.now())
})

test('files: a key that others may read, a missing one, a folder and a huge one are refused by their name', async t => {
  const dir = await folder(t)
  const files = await writePair(dir, leaf)
  assert.deepEqual(await readFiles(files), leaf)
  await chmod(files.key, 0o640)
  assert.deepEqual(await readFiles(files), leaf)
  await chmod(files.key, 0o644)
  await assert.rejects(readFiles(files), /key\.pem: others may read this key \(mode 644\)/)
  await assert.rejects(readFiles({ ...files, cert: path.join(dir, 'none.pem') }), /none\.pem: cannot be read: ENOENT/)
  await mkdir(path.join(dir, 'folder'))
  await assert.rejects(readFiles({ ...files, cert: path.join(dir, 'folder') }), /folder: is no file/)
  await writeFile(files.cert, 'x'.repeat(300_000))
  await assert.rejects(readFiles(files), /cert\.pem: is no file of at most 256 KiB/)
})
