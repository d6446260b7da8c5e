import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { build, type Plugin } from 'esbuild'
import { builtinsByRequire } from './builtins-by-require.ts'
import { COMMON_JS } from './bundle.ts'

const HTTP = `import { request } from 'node:http'
  console.log(typeof request, process.moduleLoadList.join())`
const TLS = `import { request } from 'node:https'
  const tls = require('tls')
  console.log(process.moduleLoadList.includes('NativeModule tls'), typeof request, typeof tls.connect,
    process.moduleLoadList.includes('NativeModule tls'))`

const ZLIB = `import { inflateRawSync } from 'node:zlib'
  const loaded = process.moduleLoadList.includes('NativeModule zlib')
  console.log(loaded, String(inflateRawSync(Buffer.from('SyyqAAA=', 'base64'))))`

/** What Node has loaded once a bundle has run that uses `node:http`. */
const loadedBy = async (dir: string, plugins: Plugin[], contents = HTTP): Promise<string> => {
  const outfile = path.join(dir, 'main.mjs')
  const options = { bundle: true, format: 'esm', platform: 'node', banner: { js: COMMON_JS } } as const
  await build({ ...options, stdin: { contents }, outfile, plugins })
  return (await promisify(execFile)(process.execPath, [outfile])).stdout
}

test('a bundle that asks by http loads no client that nobody uses', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'waymark-builtins-'))
  try {
    assert.match(await loadedBy(dir, []), /^function .*undici/, 'without the plugin it does: else it is needed no more')
    const loaded = await loadedBy(dir, [builtinsByRequire])
    assert.match(loaded, /^function /)
    assert.doesNotMatch(loaded, /undici/)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
})

test('what belongs to TLS is loaded when it is used', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'waymark-builtins-'))
  try {
    assert.equal(
      await loadedBy(dir, [], TLS),
      'true function function true\n',
      'without the plugin it is there at once',
    )
    assert.equal(await loadedBy(dir, [builtinsByRequire], TLS), 'false function function true\n')
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
})

test('archives are unpacked by what is loaded when one is', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'waymark-builtins-'))
  try {
    assert.equal(await loadedBy(dir, [], ZLIB), 'true arx\n', 'without the plugin it is there at once')
    assert.equal(await loadedBy(dir, [builtinsByRequire], ZLIB), 'false arx\n')
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
})
