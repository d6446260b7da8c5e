import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { scratchPlace, startWaymark } from './waymark.ts'

/** A start that cannot be says why in one sentence, with what to do; one that a crash left half done goes on. */
const dir = await realpath(await mkdtemp(join(tmpdir(), 'waymark-refused-')))
after(() => rm(dir, { recursive: true, force: true }))

const start = (env: Readonly<Record<string, string>>): Promise<{ code: number; stderr: string }> => {
  const { promise, resolve } = Promise.withResolvers<{ code: number; stderr: string }>()
  const script = join(import.meta.dirname, '..', '..', 'start.ts')
  const options = { env: { ...process.env, HOME: dir, WAYMARK_PORT: '0', ...env }, timeout: 60_000 }
  execFile(process.execPath, [script], options, (error, _stdout, stderr) => {
    resolve({ code: typeof error?.code === 'number' ? error.code : 0, stderr })
  })
  return promise
}

test('a file in place of the state folder', async () => {
  const file = join(dir, 'file')
  await writeFile(file, '')
  for (const home of [file, join(file, 'below')]) {
    const { code, stderr } = await start({ WAYMARK_HOME: home })
    assert.equal(code, 1)
    assert.match(stderr, /^waymark: cannot keep its state in \S+: [^\n]*: name another folder with WAYMARK_HOME\n$/)
  }
})

test('a port that is taken: the mend is one that can be followed', async () => {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  try {
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? String(address.port) : ''
    const { code, stderr } = await start({ WAYMARK_HOME: join(dir, 'taken'), WAYMARK_PORT: port })
    assert.equal(code, 1)
    assert.match(stderr, /the address is in use: 127\.0\.0\.1:\d+: .*WAYMARK_PORT/)
    assert.doesNotMatch(stderr, /^ {4}at /m)
  } finally {
    server.close()
  }
})

for (const [why, left] of [
  ['empty', ''],
  ['without a beginning', '1 '],
  ['of nobody', '0 0'],
] as const)
  test(`a lock that a crash left, ${why}, does not hold the place`, async () => {
    const place = await scratchPlace()
    try {
      await mkdir(place.state, { recursive: true, mode: 0o700 })
      await writeFile(join(place.state, 'start.lock'), left)
      const waymark = await startWaymark(place)
      await waymark.stop('SIGTERM')
    } finally {
      await place.remove()
    }
  })
