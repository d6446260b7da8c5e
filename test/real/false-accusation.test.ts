import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { commandPackages } from './command-packages.ts'
import { type Judge, openJudge } from './judge.ts'
import { systemPrograms } from './system-programs.ts'

/** The part of `false-accusation.real.ts` that needs no fetching: what this repository and this system have anyway. */

const MODULES = join(import.meta.dirname, '../../node_modules')
const MIB = 1024 ** 2

let judge: Judge
before(async () => {
  judge = await openJudge()
})
after(() => judge.close())

test('none of the packages with a command that this repository is built with is told as an assistant', async t => {
  const packages = await commandPackages([MODULES], () => false)
  t.diagnostic(`${packages.length} packages`)
  const names = packages.map(({ name }) => name)
  for (const name of ['typescript', 'vite', 'esbuild', '@biomejs/biome', 'playwright-core'])
    assert.ok(names.includes(name), name)
  assert.deepEqual(await judge.told(packages), [])
})

test('no program of this system is told as an assistant', async t => {
  const programs = await systemPrograms(MIB)
  t.diagnostic(`${programs.length} programs`)
  assert.ok(programs.length > 0)
  for (const program of programs) assert.deepEqual(await judge.told([program]), [])
})
