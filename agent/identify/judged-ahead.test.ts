import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import type { PackageSeen } from '../sensors/observation.ts'
import { judgedAhead } from './judged-ahead.ts'
import { compileCatalog } from './matchers.ts'
import { readPackageJson } from './package-json.ts'
import { entry } from './sample.ts'

const [tool, unknown] = entry('unknown-assistant', [
  { id: 'words', kind: 'content', strength: 'weak', atLeast: 1, texts: [['a-word-of', '-assistants']] },
])
const combined = { atLeast: 1, all: ['words'], contributes: [], except: [] }
const named = entry('one', [{ id: 'npm', kind: 'package', strength: 'strong', ecosystem: 'npm', name: 'one' }])
const matchers = compileCatalog(new Map([named, [tool, { ...unknown, combined }]]), 'linux')

let dir = ''
before(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'waymark-ahead-'))
})
after(() => rm(dir, { recursive: true, force: true }))

const seenAs = async (name: string, inside: string | null = null): Promise<PackageSeen> => {
  const root = path.join(dir, name)
  await mkdir(root, { recursive: true })
  await writeFile(path.join(root, 'package.json'), JSON.stringify({ name, version: '1.0.0', bin: 'cli.js' }))
  return { kind: 'package', ecosystem: 'npm', account: 'lin', name, version: '1.0.0', root, inside, programs: [] }
}

test('what no entry names is judged, some at a time; what fails keeps no other from it', async () => {
  const seen = await Promise.all(Array.from({ length: 9 }, (_, i) => seenAs(`tool-${i}`)))
  let [now, most] = [0, 0]
  const readPackage = async (manifest: string): Promise<readonly number[]> => {
    most = Math.max(most, ++now)
    await new Promise(setImmediate)
    now--
    if (manifest.includes('tool-0/')) throw new Error('cannot be read')
    return manifest.includes('tool-8/') ? [0] : []
  }
  const ahead = judgedAhead([...seen, await seenAs('one'), await seenAs('part', 'tool-1')], {
    matchers,
    packageJson: readPackageJson,
    readPackage,
  })
  const judged = await Promise.allSettled(seen.map(each => ahead.get(each)))
  assert.equal(ahead.size, 9, 'neither what an entry names nor what came along')
  assert.deepEqual(
    judged.map(each => (each.status === 'rejected' ? 'failed' : (each.value?.origin.package ?? null))),
    ['failed', null, null, null, null, null, null, null, 'tool-8'],
  )
  assert.ok(most > 1 && most <= 4, `${most} at a time`)
})
