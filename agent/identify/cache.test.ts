import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { openCache } from './cache.ts'
import type { Contents } from './job.ts'
import { NO_FACTS } from './program/facts.ts'

let dir = ''
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waymark-cache-'))
})
after(() => rm(dir, { recursive: true, force: true }))

const state = { dev: '1', ino: '18446744073709551615', size: '3', mtime: '1700000000000000001', ctime: '2' }
const scanned: Contents = {
  sha256: 'c'.repeat(64),
  bytes: 3,
  found: [0, 2],
  facts: { ...NO_FACTS, version: '1.2.3', made: 'bun', signer: { name: 'Example', team: 'T1', identifier: null } },
}

test('what was read is known again after a start', () => {
  const file = join(dir, 'kept.db')
  const first = openCache(file, ['a', 'b'])
  first.put(state, scanned)
  first.close()
  const second = openCache(file, ['a', 'b'])
  assert.deepEqual(second.get(state), scanned)
  second.close()
})

for (const key of ['dev', 'ino', 'size', 'mtime', 'ctime'] as const)
  test(`another ${key} is another file, or another state of it`, () => {
    const cache = openCache(null, ['a'])
    cache.put(state, scanned)
    assert.equal(cache.get({ ...state, [key]: '7' }), null)
    assert.deepEqual(cache.get(state), scanned)
    cache.close()
  })

test('with other texts nothing is known', () => {
  const file = join(dir, 'texts.db')
  const first = openCache(file, ['a', 'b'])
  first.put(state, scanned)
  first.close()
  for (const texts of [['a', 'c'], ['b', 'a'], ['ab']]) {
    const other = openCache(file, texts)
    assert.equal(other.get(state), null)
    other.close()
  }
})

test('a new state of a file takes the place of the one before', () => {
  const file = join(dir, 'replaced.db')
  const cache = openCache(file, [])
  cache.put(state, scanned)
  cache.put({ ...state, ctime: '3' }, { ...scanned, found: [] })
  assert.equal(cache.get(state), null)
  cache.close()
  const db = new DatabaseSync(file)
  assert.deepEqual({ ...db.prepare('SELECT count(*) AS rows FROM scanned').get() }, { rows: 1 })
  db.close()
})

for (const { why, content } of [
  { why: 'no database', content: Buffer.from('not a database, but long enough to be taken for one'.repeat(40)) },
  { why: 'empty', content: Buffer.alloc(0) },
])
  test(`a file that is ${why} begins anew`, async () => {
    const file = join(dir, `${why}.db`)
    await writeFile(file, content)
    const cache = openCache(file, [])
    cache.put(state, scanned)
    assert.deepEqual(cache.get(state), scanned)
    cache.close()
    assert.equal((await readFile(file)).subarray(0, 15).toString(), 'SQLite format 3')
  })

test('a table of another shape begins anew', () => {
  const file = join(dir, 'shape.db')
  const db = new DatabaseSync(file)
  db.exec('CREATE TABLE scanned (other TEXT)')
  db.close()
  const cache = openCache(file, [])
  cache.put(state, scanned)
  assert.deepEqual(cache.get(state), scanned)
  cache.close()
})

test('a file that somebody else holds is left to them', () => {
  const file = join(dir, 'held.db')
  const holder = new DatabaseSync(file)
  holder.exec('PRAGMA locking_mode = EXCLUSIVE; CREATE TABLE theirs (a TEXT); BEGIN EXCLUSIVE')
  const cache = openCache(file, [])
  cache.put(state, scanned)
  assert.deepEqual(cache.get(state), scanned)
  cache.close()
  holder.exec('COMMIT')
  holder.close()
  const again = new DatabaseSync(file)
  assert.equal(again.prepare('SELECT count(*) AS n FROM theirs').get()?.n, 0)
  again.close()
})

test('where no file can be, it is kept in memory', () => {
  const cache = openCache('/proc/no/such/file.db', [])
  cache.put(state, scanned)
  assert.deepEqual(cache.get(state), scanned)
  cache.close()
})
