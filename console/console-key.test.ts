import assert from 'node:assert/strict'
import { createHash, createPublicKey, verify } from 'node:crypto'
import {
  chmod,
  copyFile,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { loadConsoleKey, prepareConsoleKey, renewConsoleKey } from './console-key.ts'
import { KeyFault } from './held-key.ts'

const folder = async (t: TestContext): Promise<string> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'waymark-key-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  return path.join(dir, 'store')
}
const signs = (key: string, text: string, signature: string): boolean => {
  const spki = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key }, format: 'jwk' })
  return verify(null, Buffer.from(text), spki, Buffer.from(signature, 'base64url'))
}

test('made once, for this account alone, and the same ever after; of several at once one is made', async t => {
  const store = await folder(t)
  const all = await Promise.all([1, 2, 3].map(() => loadConsoleKey(store)))
  const keys = new Set([...all, await loadConsoleKey(store)].map(({ key }) => key))
  assert.equal(keys.size, 1)
  const [{ key, digest, sign }] = all as [(typeof all)[0]]
  assert.equal((await stat(path.join(store, 'console-key.pem'))).mode & 0o777, 0o600)
  assert.deepEqual(await readdir(store), ['console-key.pem'])
  const raw = Buffer.from(key, 'base64url')
  assert.equal(raw.length, 32)
  assert.equal(digest, createHash('sha256').update(raw).digest('base64url').slice(0, 22))
  assert.ok(signs(key, 'a text', sign('a text')))
})

test('renewed: the one before gives its word, as many of them as fit, and a prepared one is taken', async t => {
  const store = await folder(t)
  const keys = [(await loadConsoleKey(store)).key]
  const prepared = await prepareConsoleKey(store)
  assert.equal((await prepareConsoleKey(store)).key, prepared.key, 'prepared once')
  assert.equal((await loadConsoleKey(store)).key, keys[0], 'not in force yet')
  for (let i = 0; i < 9; i++) keys.push((await renewConsoleKey(store)).key)
  assert.equal(keys[1], prepared.key)
  assert.equal(new Set(keys).size, 10)
  const { key, formerly } = await loadConsoleKey(store)
  assert.deepEqual([...formerly.map(former => former.key), key], keys.slice(1), 'the oldest is left out')
  for (const [i, former] of formerly.entries())
    assert.ok(signs(former.key, `waymark succession\nconsole\n${former.key}\n${keys[i + 2]}`, former.signature))
  assert.deepEqual(await readdir(store), ['console-key.pem'])
})

test('renewed where the power went between its two steps', async t => {
  const store = await folder(t)
  await loadConsoleKey(store)
  const next = await prepareConsoleKey(store)
  await copyFile(path.join(store, 'console-key-next.pem'), path.join(store, 'kept'))
  const first = await renewConsoleKey(store)
  await rename(path.join(store, 'kept'), path.join(store, 'console-key-next.pem'))
  const again = await renewConsoleKey(store)
  assert.deepEqual([first.key, again.key], [next.key, next.key])
  assert.deepEqual(again.formerly, first.formerly)
})

const damages: readonly { why: string; do: (file: string) => Promise<unknown>; says: RegExp }[] = [
  { why: 'others may read it', do: file => chmod(file, 0o640), says: /others may use it \(mode 640\)/ },
  { why: 'it is empty', do: file => truncate(file, 0), says: /damaged/ },
  { why: 'it was cut', do: file => truncate(file, 60), says: /damaged/ },
  { why: 'it is huge', do: file => truncate(file, 10_000_000), says: /more than 4096 bytes/ },
  {
    why: 'a word for it is not by that key',
    do: async file => {
      const other = await loadConsoleKey(path.dirname(file))
      const store = path.dirname(file)
      await renewConsoleKey(store)
      const text = `formerly ${other.key} ${other.sign('something else')}\n`
      const pem = (await readFile(file, 'utf8')).replace(/^formerly .*\n/, text)
      await writeFile(file, pem)
    },
    says: /damaged/,
  },
  {
    why: 'it is a link',
    do: async file => {
      await rename(file, `${file}.other`)
      await symlink(`${file}.other`, file)
    },
    says: /it is a link/,
  },
]
for (const { why, do: damage, says } of damages)
  test(`no new key is made in its place where ${why}`, async t => {
    const store = await folder(t)
    await loadConsoleKey(store)
    await damage(path.join(store, 'console-key.pem'))
    const before = (await readdir(store)).sort()
    await assert.rejects(loadConsoleKey(store), (error: unknown) => {
      assert.ok(error instanceof KeyFault)
      assert.match(error.message, says)
      return true
    })
    assert.deepEqual((await readdir(store)).sort(), before)
  })
