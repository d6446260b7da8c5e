import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { REPOSITORY } from './bundle.ts'
import { KOFFI, koffiBeside } from './koffi-beside.ts'

const run = promisify(execFile)

test('a bundle loads the native module of its own package, and looks for no other', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'waymark-koffi-'))
  try {
    const module = path.join(dir, 'agent', 'main.mjs')
    const contents = `import koffi from 'koffi'; console.log(koffi.load(null).func('int getpid()')() === process.pid)`
    await build({
      stdin: { contents, resolveDir: REPOSITORY },
      outfile: module,
      bundle: true,
      format: 'esm',
      platform: 'node',
      plugins: [koffiBeside],
    })
    const native = `node_modules/@koromix/koffi-linux-${process.arch}/linux_${process.arch}/koffi.node`
    const beside = path.join(dir, KOFFI)
    await mkdir(path.dirname(beside), { recursive: true })
    await copyFile(path.join(REPOSITORY, native), beside)
    assert.equal((await run(process.execPath, [module], { cwd: dir })).stdout, 'true\n')

    // koffi itself would find the module again here.
    const known = path.join(dir, 'build', 'koffi', `linux_${process.arch}`, 'koffi.node')
    await mkdir(path.dirname(known), { recursive: true })
    await rename(beside, known)
    await assert.rejects(run(process.execPath, [module], { cwd: dir }), /koffi\.node/)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
})
