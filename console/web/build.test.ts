import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { ensureBuilt } from './build.ts'
import { sourceDigest } from './sources.ts'

const scratch = await mkdtemp(join(tmpdir(), 'waymark-web-'))
after(() => rm(scratch, { recursive: true, force: true }))

test('it builds once, says so, and is silent while nothing changed', async () => {
  const dist = join(scratch, 'dist')
  const said: string[] = []
  const say = (line: string): void => void said.push(line)
  assert.equal(await ensureBuilt(say, dist), dist)
  assert.equal(said.length, 2)
  const { mtimeMs } = await stat(join(dist, 'index.html'))
  await ensureBuilt(say, dist)
  assert.equal(said.length, 2)
  assert.equal((await stat(join(dist, 'index.html'))).mtimeMs, mtimeMs)
  await writeFile(join(dist, 'made-of'), 'of something else')
  await ensureBuilt(say, dist)
  assert.match(said[2] ?? '', /its sources changed/)
  assert.deepEqual(await readdir(scratch), ['dist'])
})

test('the page holds no inline script or style, and asks nobody else', async () => {
  const dist = await ensureBuilt(() => {}, join(scratch, 'dist'))
  const html = await readFile(join(dist, 'index.html'), 'utf8')
  assert.doesNotMatch(html, /<style|style=|<script(?![^>]* src="\/)[^>]*>|https?:\/\//)
})

test('the digest follows content and names, not tests or words about it', async () => {
  const folder = join(scratch, 'sources')
  await mkdir(folder)
  await writeFile(join(folder, 'a.ts'), 'one')
  const first = await sourceDigest([folder], [])
  await writeFile(join(folder, 'a.test.ts'), 'x')
  await writeFile(join(folder, 'README.md'), 'x')
  assert.equal(await sourceDigest([folder], []), first)
  await writeFile(join(folder, 'a.ts'), 'two')
  const second = await sourceDigest([folder], [])
  assert.notEqual(second, first)
  await rm(join(folder, 'a.ts'))
  await writeFile(join(folder, 'b.ts'), 'two')
  assert.notEqual(await sourceDigest([folder], []), second)
})
