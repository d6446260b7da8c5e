import assert from 'node:assert/strict'
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { openCache } from './cache.ts'
import { doJob } from './do-job.ts'
import { doTogether } from './do-together.ts'
import { openPackageReadings } from './package-readings.ts'
import type { Worker } from './run-worker.ts'
import { compileSearch } from './search.ts'

const TEXTS = ['a-first-word', 'a-second-word']
let dir = ''
let manifest = ''
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waymark-package-'))
  manifest = join(dir, 'package.json')
})
beforeEach(() => writeFile(manifest, '{}'))
after(() => rm(dir, { recursive: true, force: true }))

/** Reads as the child does; of files together it dies where `deadly` is among them. */
const reader = () => {
  const asked: string[] = []
  const search = compileSearch(TEXTS)
  const name = (path: string): string => path.slice(dir.length + 1)
  const fault = { fault: 'could not be read: twice it ended the reader', absent: false }
  const worker: Pick<Worker, 'read' | 'readTogether'> = {
    read: async job => {
      asked.push(name(job.path))
      if (job.path.endsWith('deadly')) return fault
      const answer = await doJob({ kind: 'read', id: 1, ...job }, search)
      return answer.kind === 'read' ? answer : fault
    },
    readTogether: async job => {
      asked.push(job.paths.map(name).join(' '))
      if (job.paths.some(path => path.endsWith('deadly'))) return fault
      const answer = doTogether({ kind: 'read-together', id: 1, ...job }, search)
      return answer.kind === 'read-together' ? answer : fault
    },
  }
  return { asked, reading: openPackageReadings(openCache(null, TEXTS), worker) }
}
const put = async (name: string, content: string, bytes = content.length) => {
  await writeFile(join(dir, name), content)
  return { path: join(dir, name), bytes }
}

test('small files are read together, once for each state of the manifest', async () => {
  const { asked, reading } = reader()
  const files = [await put('a.js', 'a-second-word'), await put('b.js', 'a-first-word')]
  assert.deepEqual(await reading(manifest, async () => files), [0, 1])
  assert.deepEqual(await reading(manifest, async () => files), [0, 1])
  assert.deepEqual(asked, ['a.js b.js'])
  await utimes(manifest, 1, 1)
  assert.deepEqual(await reading(manifest, async () => [...files].slice(0, 1)), [1])
  assert.deepEqual(asked, ['a.js b.js', 'a.js'])
})

test('a large one is read by itself, and never more than so many at once', async () => {
  const { asked, reading } = reader()
  const large = await put('large.js', 'a-first-word', 17 * 1024 ** 2)
  const small = await Promise.all(Array.from({ length: 300 }, (_, i) => put(`${i}.js`, 'a-second-word')))
  assert.deepEqual(await reading(manifest, async () => [large, ...small]), [0, 1])
  assert.deepEqual(
    asked.map(names => names.split(' ').length),
    [1, 256, 44],
  )
})

test('one that ends the reader is left out alone', async () => {
  const { asked, reading } = reader()
  const files = [await put('deadly', ''), await put('c.js', 'a-second-word'), await put('d.js', 'a-first-word')]
  assert.deepEqual(await reading(manifest, async () => files), [0, 1])
  assert.deepEqual(asked, ['deadly c.js d.js', 'deadly', 'c.js', 'd.js'])
})
