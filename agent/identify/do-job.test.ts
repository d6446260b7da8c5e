import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { doJob } from './do-job.ts'
import { JobAnswer } from './job.ts'
import { NO_FACTS } from './program/facts.ts'
import { elf } from './program/programs.fixture.ts'
import { compileSearch } from './search.ts'

let dir = ''
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waymark-job-'))
})
after(() => rm(dir, { recursive: true, force: true }))

/** A single executable of Node with this path inside. */
const executable = (path: string): Buffer => {
  const head = Buffer.alloc(18)
  head.writeUInt32LE(0x143da20, 0)
  head.writeBigUInt64LE(BigInt(Buffer.byteLength(path)), 10)
  const blob = Buffer.concat([head, Buffer.from(path)])
  const note = Buffer.alloc(12)
  note.writeUInt32LE(14, 0)
  note.writeUInt32LE(blob.length, 4)
  return elf({ '.note.node.sea': Buffer.concat([note, Buffer.from('NODE_SEA_BLOB\0\0\0'), blob]) })
}
const read = async (content: Buffer): Promise<JobAnswer> => {
  const path = join(dir, 'file')
  await writeFile(path, content)
  return doJob({ kind: 'read', id: 1, path, links: 'refuse', most: 1e6 }, compileSearch(['my-tool']))
}

test('one look at a file gives its texts and what its headers tell', async () => {
  const answer = await read(executable('my-tool.js'))
  assert.ok(answer.kind === 'read')
  assert.deepEqual(answer.found, [0])
  assert.deepEqual(answer.facts, { ...NO_FACTS, made: 'node', entry: 'my-tool.js' })
  assert.ok(JobAnswer.safeParse(answer).success)
})

test('a program whose headers lie, or are full of words, is read all the same, and the answer is one', async () => {
  const lying = executable('my-tool.js')
  lying.writeBigUInt64LE(2n ** 60n, 40)
  for (const content of [
    lying,
    executable('漢'.repeat(900)),
    Buffer.from('MZ'),
    Buffer.from('\x7fELF'),
    Buffer.alloc(0),
  ]) {
    const answer = await read(content)
    assert.equal(answer.kind, 'read')
    assert.ok(JobAnswer.safeParse(answer).success)
  }
})
