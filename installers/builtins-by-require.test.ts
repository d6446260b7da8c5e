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

/** What Node has loaded once a bundle has run that uses `node:http`. */
const loadedBy = async (dir: string, plugins: Plugin[]): Promise<string> => {
  const outfile = path.join(dir, 'main.mjs')
  const contents = `import { request } from 'node:http'
    console.log(typeof request, process.moduleLoadList.join())`
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
