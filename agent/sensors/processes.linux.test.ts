import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, open, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { platform } from '../platform.ts'
import type { ProcessSeen } from './observation.ts'
import { type ProcessSensor, processSensor } from './processes.ts'

const linux = { skip: platform === 'linux' ? false : 'there is no /proc' }
const python = { skip: linux.skip || (spawnSync('python3', ['-V']).status === 0 ? false : 'python3 is not installed') }
const children: ChildProcess[] = []
let dir = ''
before(async () => {
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'waymark-processes-')))
  await mkdir(path.join(dir, 'app'))
  await writeFile(path.join(dir, 'app', 'cli.js'), 'setInterval(() => {}, 1000)')
  await writeFile(path.join(dir, 'app', 'cli.py'), 'import time\ntime.sleep(100)')
  await writeFile(path.join(dir, 'app', 'title.js'), 'process.title = "claude"; setInterval(() => {}, 1000)')
  await symlink('app/cli.js', path.join(dir, 'command'))
})
after(async () => {
  for (const child of children) child.kill('SIGKILL')
  await rm(dir, { recursive: true, force: true })
})

const start = (program: string, args: readonly string[], cwd = dir): number => {
  const child = spawn(program, args, { cwd, stdio: 'ignore' })
  children.push(child)
  assert.ok(child.pid !== undefined)
  return child.pid
}
const openSensor = async (every = 50): Promise<ProcessSensor> => {
  const sensor = await processSensor.linux({ every })
  assert.ok(!('unsupported' in sensor))
  return sensor
}
/** @param runs what it has come to run: a command may be a script that starts the program after a while. */
const find = async (pid: number, runs = ''): Promise<ProcessSeen | undefined> => {
  for (let tries = 0; ; tries++) {
    await sleep(150)
    const seen = (await (await openSensor()).snapshot()).seen.find(one => one.pid === pid)
    if (tries > 60 || (seen !== undefined && path.basename(seen.program).startsWith(runs))) return seen
  }
}

test('a process is seen with its program, account and start', linux, async () => {
  const seen = await find(process.pid)
  assert.equal(seen?.program, await realpath(process.execPath))
  assert.equal(seen?.open, `/proc/${process.pid}/exe`)
  assert.equal(seen?.account, userInfo().username)
  assert.ok((seen?.started ?? 0) > 0)
})

const scripts: { why: string; program: string; args: string[]; script: string | null; cwd?: string }[] = [
  { why: 'node, relative', program: process.execPath, args: ['app/cli.js', '--x'], script: 'app/cli.js' },
  { why: 'node, through a link', program: process.execPath, args: ['command'], script: 'app/cli.js' },
  { why: 'node, without ending', program: process.execPath, args: ['app/cli'], script: 'app/cli.js' },
  {
    why: 'node, after options with values',
    program: process.execPath,
    args: ['--stack-size=900', '-C', 'dev', '--no-warnings', '-r', 'node:fs', 'cli.js'],
    script: 'app/cli.js',
    cwd: 'app',
  },
  { why: 'node, code', program: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'], script: null },
  { why: 'python', program: 'python3', args: ['-u', 'app/cli.py'], script: 'app/cli.py' },
  { why: 'python, module', program: 'python3', args: ['-m', 'http.server', '--bind', '127.0.0.1', '0'], script: null },
  { why: 'no interpreter', program: 'sleep', args: ['100'], script: null },
]
for (const { why, program, args, script, cwd } of scripts)
  test(`script: ${why}`, program === 'python3' ? python : linux, async () => {
    const seen = await find(start(program, args, path.join(dir, cwd ?? '')), path.basename(program))
    assert.ok(seen)
    assert.equal(seen.script, script === null ? null : path.join(dir, script))
  })

test('a copy of node under another name is still an interpreter', linux, async () => {
  const copy = path.join(dir, 'vim')
  await copyFile(process.execPath, copy)
  const seen = await find(start(copy, ['app/cli.js']))
  assert.equal(seen?.script, path.join(dir, 'app/cli.js'))
  assert.equal(seen?.program, copy)
})

test('a program that is removed while it runs keeps its name', linux, async () => {
  const copy = path.join(dir, 'gone')
  await copyFile('/bin/sleep', copy)
  const pid = start(copy, ['100'])
  await sleep(100)
  await rm(copy)
  assert.equal((await find(pid))?.program, copy)
})

test('watching tells what starts, what ends, and what runs another program than before', linux, async () => {
  const sensor = await openSensor()
  await sensor.snapshot()
  const started: ProcessSeen[] = []
  const ended: number[] = []
  const stop = await sensor.watch({ started: seen => started.push(seen), ended: ({ pid }) => ended.push(pid) })
  const child = spawn('/bin/sh', ['-c', `sleep 0.4; exec ${process.execPath} ${dir}/app/cli.js`], { stdio: 'ignore' })
  children.push(child)
  const until = async (held: () => boolean): Promise<void> => {
    for (let i = 0; i < 100 && !held(); i++) await sleep(50)
    assert.ok(held())
  }
  const mine = (): (string | null)[] => started.filter(seen => seen.pid === child.pid).map(seen => seen.script)
  await until(() => mine().length === 1)
  await until(() => mine().at(-1) === `${dir}/app/cli.js`)
  child.kill('SIGKILL')
  await until(() => child.pid !== undefined && ended.includes(child.pid))
  await stop()
  assert.ok(!started.some(seen => seen.pid === process.pid), 'what the snapshot told is no news')
})

test('another program of the same name in the same process is news', linux, async () => {
  const [first, second] = [path.join(dir, 'first/tool'), path.join(dir, 'second/tool')]
  await mkdir(path.dirname(first))
  await mkdir(path.dirname(second))
  await copyFile(await realpath('/bin/sh'), first)
  await copyFile('/bin/sleep', second)
  const sensor = await openSensor()
  const programs: string[] = []
  const pid = start(first, ['-c', `/bin/sleep 0.6; exec ${second} 100`])
  const stop = await sensor.watch({ started: p => p.pid === pid && programs.push(p.program), ended: () => {} })
  for (let i = 0; i < 60 && programs.length < 2; i++) await sleep(50)
  await stop()
  assert.deepEqual(programs, [first, second])
})

test('a process is seen between two walks', linux, async () => {
  const sensor = await openSensor(1_500)
  const started: ProcessSeen[] = []
  const stop = await sensor.watch({ started: seen => started.push(seen), ended: () => {} })
  const pid = start(process.execPath, ['app/title.js'])
  await sleep(800)
  await stop()
  assert.equal(started.filter(seen => seen.pid === pid).length, 1)
})

test('a script is remembered when the program overwrites its arguments', linux, async () => {
  const sensor = await openSensor(20)
  const started: ProcessSeen[] = []
  const stop = await sensor.watch({ started: seen => started.push(seen), ended: () => {} })
  const late = path.join(dir, 'late.js')
  await writeFile(late, 'setTimeout(() => { process.title = "claude" }, 500); setInterval(() => {}, 1000)')
  const pid = start(process.execPath, [late])
  await sleep(1_200)
  const seen = (await sensor.snapshot()).seen.find(process_ => process_.pid === pid)
  await stop()
  assert.equal(seen?.name, 'claude')
  assert.equal(seen?.script, late)
})

test('so is what to open of a script that was fed by standard input', linux, async () => {
  const sensor = await openSensor(20)
  const started: ProcessSeen[] = []
  const stop = await sensor.watch({ started: seen => started.push(seen), ended: () => {} })
  const [fed, word] = [path.join(dir, 'fed.js'), path.join(dir, 'now')]
  const waits = `require('node:fs').existsSync(${JSON.stringify(word)})`
  await writeFile(fed, `setInterval(() => { if (${waits}) process.title = 'claude' }, 20)`)
  const input = await open(fed)
  const child = spawn(process.execPath, ['-'], { stdio: [input.fd, 'ignore', 'ignore'] })
  children.push(child)
  await input.close()
  const until = async (held: () => Promise<boolean>): Promise<void> => {
    for (let i = 0; i < 200 && !(await held()); i++) await sleep(50)
  }
  await until(async () => started.some(({ pid, script }) => pid === child.pid && script === fed))
  await writeFile(word, '')
  let seen: ProcessSeen | undefined
  await until(async () => {
    seen = (await sensor.snapshot()).seen.find(({ pid }) => pid === child.pid)
    return seen?.name === 'claude'
  })
  await stop()
  assert.deepEqual([seen?.name, seen?.script, seen?.openScript], ['claude', fed, `/proc/${child.pid}/fd/0`])
})

const isRoot = process.getuid?.() === 0
test('a process in a root of its own has its script found through that root', {
  skip: !isRoot && 'needs root',
}, async () => {
  // The same files under another name: what `cli.js` is there, /jail/cli.js is not here.
  const inside = `mount --bind ${dir}/app /mnt && exec ${process.execPath} /mnt/cli.js`
  const pid = start('unshare', ['-m', 'sh', '-c', inside])
  await sleep(500)
  const seen = await find(pid)
  assert.equal(seen?.script, `/proc/${pid}/root/mnt/cli.js`)
})

test('kernel threads and zombies are not told', linux, async () => {
  const { seen } = await (await openSensor()).snapshot()
  assert.ok(seen.length > 0)
  assert.ok(seen.every(({ program }) => program.startsWith('/')))
  assert.ok(!seen.some(({ pid }) => pid === 2 && isRoot))
})

test('without privileges, what may not be looked at is counted', { skip: !isRoot && 'needs root' }, async () => {
  const script = `
    import { processSensor } from ${JSON.stringify(path.join(import.meta.dirname, 'processes.ts'))}
    const sensor = await processSensor.linux()
    await sensor.snapshot()
    process.setgroups([]); process.setgid(65534); process.setuid(65534)
    const { seen, notSeen } = await sensor.snapshot()
    console.log(JSON.stringify({ root: seen.filter(p => p.pid === 1).length, notSeen }))`
  const { promise, resolve } = Promise.withResolvers<string>()
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  child.stdout.setEncoding('utf8').on('data', resolve)
  assert.match(await promise, /"root":[01],"notSeen":\[\{"what":"processes","why":"\d+ of them may not be looked at/)
})
