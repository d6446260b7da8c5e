import assert from 'node:assert/strict'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { openDisk } from './disk.ts'
import { bundlesOf } from './npm-bundles.ts'

let root = ''
before(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'waymark-bundles-')))
})
after(() => rm(root, { recursive: true, force: true }))

const put = async (file: string, bytes: number): Promise<string> => {
  const at = join(root, file)
  await mkdir(dirname(at), { recursive: true })
  await writeFile(at, Buffer.alloc(bytes, 'x'))
  return at
}
const found = async (command: string): Promise<string[]> =>
  (await bundlesOf(openDisk(), command)).map(file => file.slice(root.length + 1))

test('around a launcher: the three largest scripts, in its folder or one below, its dependencies left out', async () => {
  const command = await put('a/bundle/cli.js', 5_000)
  await put('a/bundle/chunk-1.js', 200_000)
  await put('a/bundle/chunk-2.mjs', 900_000)
  await put('a/bundle/chunk-3.cjs', 300_000)
  await put('a/bundle/chunk-4.js', 100_000)
  await put('a/bundle/parts/deep.js', 400_000)
  await put('a/bundle/parts/deeper/too.js', 999_000)
  await put('a/bundle/node_modules/other.js', 999_000)
  await put('a/bundle/picture.wasm', 999_000)
  assert.deepEqual(await found(command), ['a/bundle/chunk-2.mjs', 'a/bundle/parts/deep.js', 'a/bundle/chunk-3.cjs'])
})

test('a command that is a program has none', async () => {
  const command = await put('b/cli.js', 65 * 1024)
  await put('b/other.js', 900_000)
  assert.deepEqual(await found(command), [])
})

test('small scripts are none, and a folder of very many files is left alone', async () => {
  const command = await put('c/cli.js', 100)
  await put('c/little.js', 1_000)
  for (let i = 0; i < 1001; i++) await put(`c/many/${i}.js`, i === 0 ? 9_000 : 1)
  assert.deepEqual(await found(command), [])
})
