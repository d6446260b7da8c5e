import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { platform } from '../platform.ts'
import { doTogether } from './do-together.ts'
import { JobAnswer } from './job.ts'
import { compileSearch } from './search.ts'

let dir = ''
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waymark-together-'))
})
after(() => rm(dir, { recursive: true, force: true }))

const put = async (name: string, content: string | Buffer): Promise<string> => {
  const path = join(dir, name)
  await writeFile(path, content)
  return path
}
const search = compileSearch(['a-first-word', 'a-second-word', 'a-third-word'])
const together = (paths: string[], most = 10_000_000) =>
  doTogether({ kind: 'read-together', id: 3, paths, most }, search)

test('what occurs in any of them is told once, and how much was read', async () => {
  const one = await put('one', 'a-third-word')
  const two = await put('two', 'a-first-word a-third-word')
  const answer = together([one, two, await put('empty', '')])
  assert.deepEqual(answer, { kind: 'read-together', id: 3, bytes: 37, found: [0, 2] })
  assert.ok(JobAnswer.safeParse(answer).success)
})

test('a text across the pieces of a large file is found, one across two files is none', async () => {
  const large = Buffer.alloc(2_500_000, '.')
  large.write('a-second-word', 1024 * 1024 - 5)
  const answer = together([await put('large', large), await put('half', 'a-first-'), await put('rest', 'word')])
  assert.deepEqual(answer, { kind: 'read-together', id: 3, bytes: 2_500_012, found: [1] })
})

test('a link, a pipe, a folder and what is gone or too large are left out', {
  skip: platform === 'windows',
}, async () => {
  const whole = await put('whole', 'a-first-word')
  const large = await put('too-large', 'a-second-word, and more than that')
  await symlink(await put('small', 'a-second-word'), join(dir, 'link'))
  execFileSync('mkfifo', [join(dir, 'pipe')])
  const others = ['link', 'pipe', '.', 'none'].map(name => join(dir, name))
  assert.deepEqual(together([...others, large, whole], 20), { kind: 'read-together', id: 3, bytes: 12, found: [0] })
})
