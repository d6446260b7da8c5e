import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { getPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { platform } from '../platform.ts'
import { startEntry, startWorker, WORKERS } from '../programs.ts'
import { runWorker, type WorkerOptions } from './run-worker.ts'

let dir = ''
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waymark-worker-'))
})
after(() => rm(dir, { recursive: true, force: true }))

const workerOf = (start: () => ChildProcess, options: Partial<WorkerOptions> = {}) => {
  const children: ChildProcess[] = []
  const counted = (): ChildProcess => {
    const child = start()
    children.push(child)
    return child
  }
  const worker = runWorker({ start: counted, texts: ['some-marker'], idle: 10_000, within: 20_000, ...options })
  return { ...worker, children }
}
const ended = async (child: ChildProcess | undefined): Promise<boolean> => {
  for (let i = 0; i < 100 && child?.exitCode === null && child.signalCode === null; i++) await sleep(20)
  return child?.exitCode !== null || child.signalCode !== null
}
/** A worker that does what `hear` says with each message. */
const pretending = async (name: string, hear: string): Promise<() => ChildProcess> => {
  const module = join(dir, `${name}.mjs`)
  await writeFile(
    module,
    `process.on('message', job => { ${hear} })\nprocess.on('disconnect', () => process.exit(0))\n`,
  )
  return () => startEntry({ ...WORKERS.identify, flags: [], module, errors: 'dropped' })
}
const file = (path: string) => ({ path, links: 'refuse', most: 1_000_000 }) as const

test('files are read one after the other by one child, which is nice and may do nothing else', async () => {
  const worker = workerOf(() => startWorker('identify'))
  const [one, two] = [join(dir, 'one'), join(dir, 'two')]
  await writeFile(one, 'some-marker')
  await writeFile(two, 'nothing')
  const [first, second, none] = await Promise.all([one, two, join(dir, 'none')].map(path => worker.read(file(path))))
  assert.ok(first !== undefined && 'found' in first && second !== undefined && 'found' in second)
  assert.deepEqual([first.found, second.found], [[0], []])
  assert.equal(first.sha256, createHash('sha256').update('some-marker').digest('hex'))
  assert.equal(first.state.size, '11')
  assert.deepEqual(none, { fault: 'is not there', absent: true })
  assert.equal(worker.children.length, 1)
  assert.equal(getPriority(worker.children[0]?.pid ?? 0), 10)
  assert.ok(worker.children[0]?.spawnargs.includes('--permission'))
  worker.close()
  assert.ok(await ended(worker.children[0]))
})

test('only the part of a file that is asked for is read', async () => {
  const worker = workerOf(() => startWorker('identify'))
  const path = join(dir, 'part')
  await writeFile(path, 'some-marker')
  const texts = await worker.read({ ...file(path), part: 'texts' })
  const digest = await worker.read({ ...file(path), part: 'digest' })
  assert.ok('state' in texts && 'state' in digest)
  assert.deepEqual([texts.sha256, texts.found], [null, [0]])
  assert.deepEqual([digest.sha256?.length, digest.found, digest.facts], [64, null, null])
  worker.close()
})

test('a pipe and a file that is too large are told, and nothing waits', { skip: platform === 'windows' }, async () => {
  const worker = workerOf(() => startWorker('identify'))
  execFileSync('mkfifo', [join(dir, 'fifo')])
  await writeFile(join(dir, 'large'), Buffer.alloc(2_000))
  assert.deepEqual(await worker.read(file(join(dir, 'fifo'))), { fault: 'is no regular file', absent: false })
  assert.deepEqual(await worker.read({ ...file(join(dir, 'large')), most: 1_999 }), {
    fault: 'is larger than 1999 bytes',
    absent: false,
  })
  worker.close()
})

test('a worker that dies is started again; a file that it dies of twice is left, and the next one is read', async () => {
  const hear = `if (job.kind !== 'read') return
    if (job.path.endsWith('deadly')) process.exit(1)
    process.send({ kind: 'not-read', id: job.id, fault: 'fine', absent: false })`
  const worker = workerOf(await pretending('deadly', hear))
  const [deadly, fine] = await Promise.all([worker.read(file('/deadly')), worker.read(file('/fine'))])
  assert.ok('fault' in deadly && 'fault' in fine)
  assert.match(deadly.fault, /twice/)
  assert.equal(fine.fault, 'fine')
  assert.equal(worker.children.length, 3)
  worker.close()
})

test('an answer that is none, and one to another question, count as a death', async () => {
  for (const answer of [
    '{ kind: "read", id: job.id, sha256: "no" }',
    '{ kind: "not-read", id: 99, fault: "", absent: false }',
  ]) {
    const worker = workerOf(await pretending('liar', `if (job.kind === 'read') process.send(${answer})`))
    const read = await worker.read(file('/x'))
    assert.ok('fault' in read)
    assert.match(read.fault, /twice/)
    assert.equal(worker.children.length, 2)
    worker.close()
  }
})

test('a worker that hangs is ended', async () => {
  const worker = workerOf(await pretending('hanging', ''), { within: 200 })
  const read = await worker.read(file('/x'))
  assert.ok('fault' in read)
  for (const child of worker.children) assert.ok(await ended(child))
  worker.close()
})

test('without work it ends, and begins again with work', async () => {
  const hear = `if (job.kind === 'read') process.send({ kind: 'not-read', id: job.id, fault: 'fine', absent: false })`
  const worker = workerOf(await pretending('idle', hear), { idle: 50 })
  await worker.read(file('/x'))
  assert.ok(await ended(worker.children[0]))
  await worker.read(file('/x'))
  assert.equal(worker.children.length, 2)
  worker.close()
})

test('what is asked when it closes is answered', async () => {
  const worker = workerOf(await pretending('closing', ''))
  const asked = worker.read(file('/x'))
  worker.close()
  const late = await worker.read(file('/y'))
  assert.ok('fault' in (await asked) && 'fault' in late)
})

test('the worker cannot reach beyond reading', async () => {
  const script = `process.on('message', async () => {
    const tried = {}
    const attempt = async (name, act) => { try { await act(); tried[name] = 'done' } catch (error) { tried[name] = error.code } }
    const { writeFileSync } = await import('node:fs')
    const { spawn } = await import('node:child_process')
    const { connect } = await import('node:net')
    await attempt('write', () => writeFileSync(${JSON.stringify(join(dir, 'written'))}, ''))
    await attempt('start', () => spawn('/bin/true'))
    await attempt('connect', () => new Promise((done, failed) => connect(9, '127.0.0.1').on('connect', done).on('error', failed)))
    process.send(tried)
  })`
  const module = join(dir, 'reaching.mjs')
  await writeFile(module, script)
  const child = startEntry({ ...WORKERS.identify, module })
  const answer = new Promise(resolve => child.once('message', resolve))
  child.send({})
  assert.deepEqual(await answer, {
    write: 'ERR_ACCESS_DENIED',
    start: 'ERR_ACCESS_DENIED',
    connect: 'ERR_ACCESS_DENIED',
  })
  child.kill('SIGKILL')
  assert.throws(() => readFileSync(join(dir, 'written')))
})
