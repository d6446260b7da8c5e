import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { platform } from './platform.ts'
import { askEntry, PROGRAMS, type ProgramEntry, runEntry, startEntry, WORKERS, type WorkerEntry } from './programs.ts'

let dir = ''
before(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'waymark-programs-'))
})
after(() => rm(dir, { recursive: true, force: true }))

const worker = async (source: string, more: Partial<WorkerEntry> = {}): Promise<WorkerEntry> => {
  const module = path.join(dir, `${Math.random().toString(36).slice(2)}.mjs`)
  await writeFile(module, source)
  return { module, flags: [], set: {}, pass: [], nice: 0, errors: 'shown', ...more }
}
const program = (at: string, more: Partial<ProgramEntry> = {}): ProgramEntry => ({
  at: [at],
  args: [],
  set: {},
  pass: [],
  within: 5_000,
  output: 1_000,
  ...more,
})
const unix = { skip: platform === 'windows' ? 'POSIX programs are used' : false }
const asRoot = { skip: process.getuid?.() === 0 ? false : 'needs root' }

test('every program is named by absolute paths, and its values cannot be options', () => {
  for (const entry of Object.values(PROGRAMS) as ProgramEntry[]) {
    assert.ok(entry.at.every(file => path.isAbsolute(file)))
    assert.equal(entry.args.at(-1), '--')
  }
})

test('a worker sees the environment that its entry names, and no more', async () => {
  const echo = await worker(`process.once('message', () => process.send(process.env))`, {
    set: { FIXED: '1' },
    pass: ['ASKED', 'ABSENT'],
  })
  const env = await askEntry(echo, {}, 5_000, { env: { ASKED: '2', SECRET: '3' } })
  assert.ok(typeof env === 'object' && env !== null)
  const names = Object.keys(env).filter(name => !/^(NODE_CHANNEL_|SYSTEM|TEMP|PATH|USER|WINDIR|HOME|LOGON)/i.test(name))
  assert.deepEqual(names.sort(), ['ASKED', 'FIXED'])
})

test('the identification worker can read, and can not write, connect, start or load', async () => {
  const source = `
    import { readFileSync, writeFileSync } from 'node:fs'
    import { spawnSync } from 'node:child_process'
    import { connect } from 'node:net'
    import { Worker } from 'node:worker_threads'
    const attempt = act => { try { act(); return 'done' } catch (error) { return error.code } }
    process.once('message', () => {
      const socket = connect(1, '127.0.0.1')
      socket.once('error', error => process.send({
        read: attempt(() => readFileSync(process.argv[1])),
        write: attempt(() => writeFileSync(process.argv[1] + '.x', '')),
        start: attempt(() => { const { error } = spawnSync('true'); if (error) throw error }),
        thread: attempt(() => new Worker('', { eval: true })),
        load: attempt(() => process.dlopen({ exports: {} }, 'x.node')),
        connect: error.code,
      }))
    })`
  const denied = 'ERR_ACCESS_DENIED'
  const { flags } = WORKERS.identify
  assert.deepEqual(await askEntry(await worker(source, { flags }), {}, 5_000), {
    read: 'done',
    write: denied,
    start: denied,
    thread: denied,
    load: 'ERR_DLOPEN_DISABLED',
    connect: denied,
  })
})

test('a worker is niced', unix, async () => {
  const report = `import { getPriority } from 'node:os'
    process.once('message', () => setTimeout(() => process.send(getPriority()), 100))`
  assert.equal(await askEntry(await worker(report, { nice: 7 }), {}, 5_000), 7)
})

test('a worker runs in the account that is told, without supplementary groups', asRoot, async () => {
  const report = await worker(
    `process.once('message', () => process.send([process.getuid(), process.getgid(), process.getgroups()]))`,
  )
  // The folder is made readable: in another account the module has to be, too.
  await chmod(dir, 0o755)
  assert.deepEqual(await askEntry(report, {}, 5_000, { uid: 65534, gid: 65534 }), [65534, 65534, [65534]])
})

test('a worker that is silent, that ends, or that cannot start is an error in words', async () => {
  await assert.rejects(askEntry(await worker(`process.on('message', () => {})`), {}, 400), /took longer than 400 ms/)
  await assert.rejects(askEntry(await worker('process.exit(3)'), {}, 5_000), /ended without an answer \(3\)|IPC|EPIPE/)
  const absent = { ...(await worker('')), module: path.join(dir, 'absent.mjs'), errors: 'dropped' as const }
  await assert.rejects(askEntry(absent, {}, 5_000), /ended without an answer \(1\)|IPC|EPIPE/)
})

test('a worker ends with its answer, and with its channel', async () => {
  const busy = await worker(`process.on('message', () => process.send(process.pid)); setInterval(() => {}, 1000)`)
  const pid = await askEntry(busy, {}, 5_000)
  assert.ok(typeof pid === 'number')
  const gone = async (): Promise<boolean> => {
    for (let i = 0; i < 50; i++) {
      try {
        process.kill(pid, 0)
      } catch {
        return true
      }
      await new Promise(next => setTimeout(next, 20))
    }
    return false
  }
  assert.ok(await gone())
  const child = startEntry(await worker(`process.on('message', () => {})`))
  await once(child, 'spawn')
  child.disconnect()
  const [code] = await once(child, 'exit')
  assert.equal(code, 0)
})

test('a program gets its values as they are: no shell, no options', unix, async () => {
  const hostile = ['$(id)', '`id`', '; id', '--help', 'a b']
  const ran = await runEntry(program('/usr/bin/printf', { args: ['%s\\n', '--'] }), hostile)
  assert.deepEqual(ran, { code: 0, stdout: ['--', ...hostile, ''].join('\n'), fault: null })
})

test('a program has limits of time and output, and its code is told', unix, async () => {
  const begun = performance.now()
  const slow = await runEntry(program('/bin/sleep', { within: 200 }), ['60'])
  assert.deepEqual(slow, { code: null, stdout: '', fault: 'took longer than 200 ms' })
  assert.ok(performance.now() - begun < 5_000)
  const loud = await runEntry(program('/usr/bin/yes', { output: 100 }), [])
  assert.equal(loud.fault, 'printed too much')
  assert.equal((await runEntry(program('/bin/sh', { args: ['-c', 'exit 7'] }), [])).code, 7)
  assert.equal((await runEntry(program('/no/such/program'), [])).fault, 'is not installed')
})
