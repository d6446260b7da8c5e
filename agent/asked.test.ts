import assert from 'node:assert/strict'
import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { longAfter, remembering as near } from './asked.fixture.ts'
import { type Kept, openAsking, type Question } from './asked.ts'

let dir = ''
before(async () => {
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'waymark-asked-')))
})
after(() => rm(dir, { recursive: true, force: true }))

const kept = async (...asked: readonly (readonly [Question, string])[]): Promise<Kept> => {
  const notes = openAsking(longAfter).notes()
  for (const [question, file] of asked) await notes.ask(question, path.join(dir, file))
  return notes.kept() ?? assert.fail('nothing is kept')
}
const holds = (answers: Kept): Promise<boolean> => openAsking(longAfter).unchanged(answers)

const put = async (file: string, text = 'text'): Promise<string> => {
  const at = path.join(dir, file)
  await mkdir(path.dirname(at), { recursive: true })
  await writeFile(at, text)
  return at
}

const CHANGES: readonly (readonly [string, Question, string, (at: string) => Promise<unknown>])[] = [
  ['a file is written', 'state', 'file', at => writeFile(at, 'other')],
  ['a file is written, as long, and its time put back', 'state', 'file', at => writeBack(at, 'TEXT')],
  ['a file is replaced by one as long and as old', 'state', 'file', at => replaced(at)],
  ['a file is removed', 'state', 'file', at => unlink(at)],
  ['a file comes', 'state', 'none', at => writeFile(at, '')],
  ['its rights change', 'state', 'file', at => chmod(at, 0o700)],
  ['a link takes its place', 'state', 'file', at => linked(at)],
  ['a name comes into a folder', 'target', 'folder', at => writeFile(path.join(at, 'new'), '')],
  ['a name goes from a folder', 'target', 'folder', at => unlink(path.join(at, 'one'))],
  ['a name in a folder is another file', 'target', 'folder', at => replaced(path.join(at, 'one'))],
  ['a folder is another one', 'target', 'folder', at => rename(`${at}-2`, `${at}-3`).then(() => moved(at))],
  ['what a link leads to is written', 'target', 'link', () => writeFile(path.join(dir, 'file'), 'other')],
  ['a link leads elsewhere', 'leads', 'link', at => relinked(at, 'folder')],
  ['a link leads nowhere', 'leads', 'link', () => unlink(path.join(dir, 'file'))],
  ['a folder on the way is a link', 'leads', 'folder/one', () => moved(path.join(dir, 'folder'))],
  ['a file becomes a folder', 'kind', 'file', at => unlink(at).then(() => mkdir(at))],
  ['a link leads to a folder', 'kind', 'link', at => relinked(at, 'folder')],
  ['a program becomes larger', 'program', 'link', () => writeFile(path.join(dir, 'file'), 'other')],
  ['a program may be started', 'program', 'file', at => chmod(at, 0o755)],
]
const writeBack = async (at: string, text: string): Promise<void> => {
  const { atime, mtime } = await stat(at)
  await writeFile(at, text)
  await utimes(at, atime, mtime)
}
const replaced = async (at: string): Promise<void> => {
  const { atime, mtime } = await stat(at)
  await writeFile(`${at}~`, 'TEXT')
  await utimes(`${at}~`, atime, mtime)
  await rename(`${at}~`, at)
}
const linked = async (at: string): Promise<void> => {
  await rename(at, `${at}~`)
  await symlink(`${at}~`, at)
}
const moved = async (at: string): Promise<void> => {
  await rename(at, `${at}-1`)
  await symlink(`${at}-1`, at)
}
const relinked = async (at: string, to: string): Promise<void> => {
  await unlink(at)
  await symlink(to, at)
}

for (const [what, question, file, change] of CHANGES)
  test(`another answer: ${what}`, near, async () => {
    await rm(dir, { recursive: true })
    await put('file')
    await put('folder/one')
    await put('folder-2/one')
    await symlink('file', path.join(dir, 'link'))
    const answers = await kept([question, file], ['state', 'folder-2/one'])
    assert.equal(await holds(answers), true)
    await change(path.join(dir, file))
    assert.equal(await holds(answers), false)
  })

test('what others do beside it is the same answer', near, async () => {
  await put('beside/folder/one')
  const file = await put('beside/file')
  const answers = await kept(
    ['state', 'beside/folder/one'],
    ['leads', 'beside/file'],
    ['kind', 'beside/file'],
    ['kind', 'beside/none'],
  )
  await put('beside/other')
  await writeFile(file, 'larger than it was')
  assert.equal(await holds(answers), true)
  await put('beside/none')
  assert.equal(await holds(answers), false)
})

test('what changed within two seconds before the look, or after it, is not trusted', near, async () => {
  const file = await put('new')
  const { ctimeMs } = await stat(file)
  const keptAt = async (begun: number): Promise<boolean> => {
    const notes = openAsking(() => begun).notes()
    await notes.ask('state', file)
    return notes.kept() !== null
  }
  assert.equal(await keptAt(ctimeMs - 1_000), false, 'it changed while the look went on')
  assert.equal(await keptAt(ctimeMs + 1_900), false)
  assert.equal(await keptAt(ctimeMs + 2_100), true)
})

test('no answer is trusted for longer than an hour, nor after the clock was put back', near, async () => {
  await put('old')
  const answers = await kept(['state', 'old'])
  const at = (ms: number): Promise<boolean> => openAsking(() => answers.at + ms).unchanged(answers)
  assert.deepEqual([await at(3_600_000), await at(3_600_001), await at(-1)], [true, false, false])
})

test('a filesystem that is made up by the kernel is not trusted', near, async () => {
  const notes = openAsking(longAfter).notes()
  await notes.ask('state', '/proc/self/status')
  assert.equal(notes.kept(), null)
})

test('many names of one file, and many questions, are one look', near, async () => {
  const file = await put('many/file')
  const names = Array.from({ length: 600 }, (_, i) => `many/${i}`)
  for (const name of names) await link(file, path.join(dir, name))
  const answers = await kept(...names.map(name => ['state', name] as const))
  let others = 0
  setImmediate(() => others++)
  assert.equal(await holds(answers), true)
  assert.equal(others, 1, 'others had their turn meanwhile')
  await unlink(path.join(dir, 'many/599'))
  await put('many/599')
  assert.equal(await holds(answers), false)
})
