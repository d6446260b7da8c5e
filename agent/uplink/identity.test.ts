import assert from 'node:assert/strict'
import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rename, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { followIdentity, IdentityFault, loadIdentity, nextIdentity } from './identity.ts'
import { scratchFolder } from './scratch.ts'

test('the key is made once, for this account alone, and is the same ever after', async t => {
  const dir = path.join(await scratchFolder(t), 'state')
  const made = await loadIdentity(dir)
  assert.equal((await stat(path.join(dir, 'identity.pem'))).mode & 0o777, 0o600)
  assert.equal((await stat(dir)).mode & 0o777, 0o700)
  assert.deepEqual(await readdir(dir), ['identity.pem'])
  assert.match(await readFile(path.join(dir, 'identity.pem'), 'utf8'), /^-----BEGIN PRIVATE KEY-----/)
  const again = await loadIdentity(dir)
  assert.deepEqual([again.device, again.publicKey], [made.device, made.publicKey])
})

test('the device is the digest of the raw key, and what it signs can be checked with that key', async t => {
  const { device, publicKey, sign } = await loadIdentity(await scratchFolder(t))
  const raw = Buffer.from(publicKey, 'base64url')
  assert.equal(raw.length, 32)
  assert.equal(device, `d-${createHash('sha256').update(raw).digest('hex').slice(0, 32)}`)
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw])
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
  assert.ok(verify(null, Buffer.from('hello'), key, Buffer.from(sign('hello'), 'base64url')))
})

const rsa = generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey.export({ type: 'pkcs8', format: 'pem' })
const prepend = async (file: string, text: string): Promise<void> =>
  writeFile(file, `${text}${await readFile(file, 'utf8')}`)
const faults: readonly { why: string; do: (file: string) => Promise<unknown>; says: RegExp }[] = [
  { why: 'others may read it', do: file => chmod(file, 0o640), says: /others may use it \(mode 640\)/ },
  {
    why: 'it names a key before it, which said nothing of it',
    do: async file => {
      await prepend(file, `formerly ${'A'.repeat(43)} ${'A'.repeat(86)}\n`)
    },
    says: /damaged/,
  },
  { why: 'something else stands before it', do: file => prepend(file, 'x\n'), says: /damaged/ },
  { why: 'it is empty', do: file => truncate(file, 0), says: /damaged/ },
  { why: 'it was cut', do: file => truncate(file, 60), says: /damaged/ },
  { why: 'it holds another kind of key', do: file => writeFile(file, rsa), says: /damaged/ },
  { why: 'it is huge', do: file => truncate(file, 10_000_000), says: /more than 4096 bytes/ },
  {
    why: 'it is a link',
    do: async file => {
      await rename(file, `${file}.other`)
      await symlink(`${file}.other`, file)
    },
    says: /it is a link/,
  },
  {
    why: 'it is a folder',
    do: async file => {
      await rename(file, `${file}.other`)
      await mkdir(file)
    },
    says: /no regular file/,
  },
]
for (const { why, do: damage, says } of faults)
  test(`no new key is made in its place where ${why}`, async t => {
    const dir = await scratchFolder(t)
    await loadIdentity(dir)
    await damage(path.join(dir, 'identity.pem'))
    const before = (await readdir(dir)).sort()
    await assert.rejects(loadIdentity(dir), (error: unknown) => {
      assert.ok(error instanceof IdentityFault)
      assert.match(error.message, says)
      return true
    })
    assert.deepEqual((await readdir(dir)).sort(), before)
  })

test('a key that follows: made once, by the word of the one before, the same device; in force when it is put so', async t => {
  const dir = await scratchFolder(t)
  const first = await loadIdentity(dir)
  const next = await nextIdentity(dir, first)
  assert.equal((await nextIdentity(dir, first)).publicKey, next.publicKey)
  assert.equal((await loadIdentity(dir)).publicKey, first.publicKey)
  assert.equal(next.device, first.device)
  const [word] = next.formerly
  assert.equal(word?.key, first.publicKey)
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: first.publicKey }, format: 'jwk' })
  const text = `waymark succession\ndevice\n${first.publicKey}\n${next.publicKey}`
  assert.ok(verify(null, Buffer.from(text), key, Buffer.from(word?.signature ?? '', 'base64url')))
  await followIdentity(dir)
  assert.deepEqual(await readdir(dir), ['identity.pem'])
  const held = await loadIdentity(dir)
  assert.deepEqual([held.device, held.publicKey, held.formerly], [first.device, next.publicKey, next.formerly])
})
