import assert from 'node:assert/strict'
import { mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Cache, openCache } from './cache.ts'
import { doJob } from './do-job.ts'
import { type FileState, stateOf } from './file-state.ts'
import { byOne, byTwo } from './read-whole.ts'
import { openReadings, type Wish } from './readings.ts'
import type { Worker } from './run-worker.ts'
import { compileSearch } from './search.ts'

let dir = ''
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waymark-readings-'))
})
after(() => rm(dir, { recursive: true, force: true }))

/** Reads as children do, in this process and one after the other; `meanwhile` happens just before. */
const bench = (meanwhile: (path: string) => Promise<void> = async () => {}) => {
  const asked: string[] = []
  let last: Promise<unknown> = Promise.resolve()
  const read: Worker['read'] = job => {
    const mine = last.then(() => readNow(job))
    last = mine
    return mine
  }
  const readNow: Worker['read'] = async job => {
    await meanwhile(job.path)
    asked.push(`${job.path.slice(dir.length)} ${job.part ?? 'whole'}`)
    const answer = await doJob({ kind: 'read', id: 1, ...job }, compileSearch(['a-marker']))
    if (answer.kind === 'read-together') throw new Error('nobody asked for several')
    return answer.kind === 'read' ? answer : { fault: answer.fault, absent: answer.absent }
  }
  const cache = openCache(null, ['a-marker'])
  let cached = 0
  const get: Cache['get'] = state => {
    cached++
    return cache.get(state)
  }
  const worker = { read }
  const reading = openReadings({ ...cache, get }, bytes => (bytes > 100 ? byTwo(worker, worker, bytes) : byOne(worker)))
  return { reading, asked, cached: () => cached }
}
const put = async (name: string, content: string): Promise<{ path: string; found: FileState }> => {
  const path = join(dir, name)
  await writeFile(path, content)
  return { path, found: stateOf(await stat(path, { bigint: true })) }
}
const wish = (path: string, more: Partial<Wish> = {}): Wish => ({ path, links: 'refuse', least: 0, most: 1e6, ...more })
const gone = (): string => join(dir, 'proc', '7', 'exe')

test('a file is read once, however many ask and when', async () => {
  const { reading, asked } = bench()
  const { path } = await put('once', 'a-marker')
  const all = await Promise.all([reading(wish(path)), reading(wish(path)), reading(wish(path))])
  assert.equal(asked.length, 1)
  assert.ok(all.every(each => 'scanned' in each && each.scanned.found.length === 1))
  const again = await reading(wish(path))
  assert.equal('scanned' in again && again.fresh, false)
})

test('a large one is hashed and searched apart, and is one', async () => {
  const { reading, asked } = bench()
  const { path } = await put('large', 'a-marker'.repeat(50))
  const both = await reading(wish(path))
  assert.deepEqual(asked.sort(), ['/large digest', '/large texts'])
  const alone = await bench().reading(wish((await put('small', 'a-marker')).path))
  assert.ok('scanned' in both && 'scanned' in alone)
  assert.equal(both.scanned.bytes, 400)
  assert.deepEqual(both.scanned.found, alone.scanned.found)
})

test('a large one that changes between its two readers has no answer', async () => {
  let reads = 0
  const { reading } = bench(async path => {
    if (++reads === 2) await writeFile(path, 'b'.repeat(400))
  })
  const { path } = await put('changing', 'a-marker'.repeat(50))
  assert.deepEqual(await reading(wish(path)), { fault: 'changed while it was read', absent: false })
})

test('what is known as it was found is not looked for again', async () => {
  const { reading, asked } = bench()
  const { path, found } = await put('known', 'a-marker')
  await reading(wish(path))
  const ended = await reading(wish(gone(), { found }))
  assert.ok('scanned' in ended && asked.length === 1)
  assert.deepEqual(await reading(wish(gone(), { found, least: 9 })), { skipped: 'too-small' })
})

test('what was asked a moment ago is known without the cache, and only in that state', async () => {
  const { reading, asked, cached } = bench()
  const { path } = await put('recent', 'a-marker')
  await reading(wish(path))
  await reading(wish(path))
  const before = cached()
  const again = await reading(wish(path))
  assert.ok('scanned' in again && again.scanned.found.length === 1)
  assert.equal(cached(), before)
  await put('recent', 'another one')
  const changed = await reading(wish(path))
  assert.ok('scanned' in changed && changed.scanned.found.length === 0)
  assert.deepEqual(asked, ['/recent whole', '/recent whole'])
})

test('the program of a process that has ended is read by its name, if it is that very file', async () => {
  const { reading, asked } = bench()
  const { path, found } = await put('ended', 'a-marker')
  const other = await put('other', 'a-marker')
  const absent = { fault: 'is not there', absent: true }
  assert.deepEqual(await reading(wish(gone(), { found, otherwise: other.path })), absent)
  assert.deepEqual(await reading(wish(gone(), { otherwise: path })), absent, 'nobody knows which file ran')
  assert.deepEqual(asked, [])
  assert.ok('scanned' in (await reading(wish(gone(), { found, otherwise: path }))))
})

test('a process that ends just before its program is opened changes nothing', async () => {
  const { path } = await put('link-of-process', 'a-marker')
  const otherwise = join(dir, 'program')
  const ends = async (opened: string): Promise<void> => {
    if (opened === path) await rename(path, otherwise)
  }
  // Its other name is another state of it: only the same one counts.
  const { reading } = bench(ends)
  const renamed = await reading(wish(path, { otherwise }))
  assert.deepEqual(renamed, { fault: 'is not there', absent: true })
})
