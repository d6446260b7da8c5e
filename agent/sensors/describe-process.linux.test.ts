import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { openSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { chmod, copyFile, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { platform } from '../platform.ts'
import type { ProcessSeen } from './observation.ts'
import { parseStat } from './processes-parse.ts'

const linux = { skip: platform !== 'linux' && 'reads /proc' }
const root = { skip: (platform !== 'linux' || process.getuid?.() !== 0) && 'needs root' }

let dir = ''
let loader = ''
const children: ChildProcess[] = []
before(async () => {
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'waymark-describe-')))
  await mkdir(path.join(dir, 'app'))
  await writeFile(path.join(dir, 'app', 'cli.js'), 'setInterval(() => {}, 1000)')
  await writeFile(path.join(dir, 'app', 'cli.mjs'), 'await new Promise(() => setInterval(() => {}, 1000))')
  await writeFile(path.join(dir, 'app', 'title.js'), 'process.title = "claude"; setInterval(() => {}, 1000)')
  const mapped = platform === 'linux' ? readFileSync('/proc/self/maps', 'latin1') : ''
  loader = /(\/\S*\/ld-\S*so\S*)$/m.exec(mapped)?.[1] ?? ''
})
after(async () => {
  for (const child of children) child.kill('SIGKILL')
  await rm(dir, { recursive: true, force: true })
})

const start = (program: string, args: readonly string[], input: string | null = null, argv0?: string): number => {
  const stdin = input === null ? 'ignore' : openSync(input, 'r')
  const named = argv0 === undefined ? {} : { argv0 }
  const child = spawn(program, args, { cwd: dir, stdio: [stdin, 'ignore', 'ignore'], ...named })
  children.push(child)
  assert.ok(child.pid !== undefined)
  return child.pid
}
const describe = async (pid: number): Promise<ProcessSeen | null> => {
  const { describeProcess } = await import('./describe-process.linux.ts')
  const stat = parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  assert.ok(stat)
  return describeProcess(pid, stat, readlinkSync(`/proc/${pid}/exe`), [])
}
const describedWhen = async (pid: number, holds: (seen: ProcessSeen) => boolean): Promise<ProcessSeen> => {
  for (let tries = 0; ; tries++) {
    const seen = await describe(pid)
    if (seen !== null && (holds(seen) || tries > 100)) return seen
    await sleep(50)
  }
}
const isSame = (one: string, other: string): boolean => {
  const [a, b] = [statSync(one), statSync(other)]
  return a.dev === b.dev && a.ino === b.ino
}

test('ld.so PROGRAM is that program, and its script is found', linux, async () => {
  const node = realpathSync(process.execPath)
  const pid = start(loader, ['--library-path', '/lib', process.execPath, 'app/cli.js'])
  const seen = await describedWhen(pid, ({ program }) => program === node)
  assert.equal(seen.program, node)
  assert.ok(isSame(seen.open, node))
  assert.equal(seen.script, path.join(dir, 'app/cli.js'))
  assert.equal(seen.argv0, process.execPath)
})

test('a folder is the file that its manifest names', linux, async () => {
  const folder = path.join(dir, 'packed')
  await mkdir(path.join(folder, 'lib'), { recursive: true })
  await writeFile(path.join(folder, 'package.json'), '{"main":"lib/start"}')
  await writeFile(path.join(folder, 'index.js'), '')
  await writeFile(path.join(folder, 'lib', 'start.js'), 'setInterval(() => {}, 1000)')
  const seen = await describedWhen(start(process.execPath, ['packed']), ({ script }) => script !== null)
  assert.equal(seen.script, path.join(folder, 'lib/start.js'))
})

test('so is what a loader of another name runs, whatever it says of itself', linux, async () => {
  const [copy, tool] = [path.join(dir, 'less'), path.join(dir, 'tool')]
  await copyFile(loader, copy)
  await copyFile(await realpath('/bin/sleep'), tool)
  await chmod(copy, 0o755)
  const pid = start(copy, ['--argv0', 'vim', tool, '100'])
  const seen = await describedWhen(pid, ({ program }) => program === tool)
  assert.deepEqual([seen.program, seen.argv0, seen.script], [tool, 'vim', null])
  assert.ok(isSame(seen.open, tool))
})

test('a program that is removed while a loader runs it is still that very file', root, async () => {
  const tool = path.join(dir, 'removed')
  await copyFile(await realpath(process.execPath), tool)
  const pid = start(loader, [tool, '-e', 'setInterval(() => {}, 1000)'])
  await describedWhen(pid, ({ program }) => program === tool)
  const { ino } = statSync(tool)
  await rm(tool)
  const seen = await describe(pid)
  assert.equal(seen?.program, tool)
  assert.equal(statSync(seen?.open ?? '').ino, ino)
})

test('a program that no loader was asked to start is itself', linux, async () => {
  const pid = start('sleep', ['100'])
  const seen = await describedWhen(pid, ({ program }) => path.basename(program) !== 'node')
  assert.deepEqual([seen.program, seen.open], [await realpath('/bin/sleep'), `/proc/${pid}/exe`])
})

const fed: { why: string; args: string[]; input: string; argv0?: string; script: string | null }[] = [
  { why: 'without arguments', args: [], input: 'app/cli.js', script: 'app/cli.js' },
  { why: 'as a module', args: ['--input-type=module', '-'], input: 'app/cli.mjs', script: 'app/cli.mjs' },
  { why: 'under another argv[0]', args: ['-'], input: 'app/cli.js', argv0: 'vim', script: 'app/cli.js' },
  {
    why: 'under a title alone, which may stand for anything',
    args: [],
    input: 'app/cli.js',
    argv0: 'vim',
    script: null,
  },
  { why: 'as data of a script', args: ['app/cli.js'], input: 'app/cli.mjs', script: 'app/cli.js' },
  { why: 'as data of code', args: ['-e', 'setInterval(() => {}, 1000)'], input: 'app/cli.js', script: null },
]
for (const { why, args, input, argv0, script } of fed)
  test(`a file on standard input, ${why}`, linux, async () => {
    const pid = start(process.execPath, args, path.join(dir, input), argv0)
    const seen = await describedWhen(pid, one => one.script !== null)
    assert.equal(seen.script, script === null ? null : path.join(dir, script))
    assert.equal(seen.openScript, script === input ? `/proc/${pid}/fd/0` : undefined)
  })

test('data of a script that wrote a title over its arguments is no script', linux, async () => {
  const pid = start(process.execPath, ['app/title.js'], path.join(dir, 'app/cli.mjs'))
  const seen = await describedWhen(pid, ({ name }) => name === 'claude')
  assert.deepEqual([seen.argv0, seen.script], ['claude', null])
})

test('a pipe keeps nothing that could be read', linux, async () => {
  const child = spawn(process.execPath, ['-'], { cwd: dir, stdio: ['pipe', 'ignore', 'ignore'] })
  children.push(child)
  const seen = await describedWhen(child.pid ?? 0, ({ program }) => program === realpathSync(process.execPath))
  assert.equal(seen.script, null)
})

test('a fed script that is removed can still be opened', linux, async () => {
  const gone = path.join(dir, 'gone.js')
  await copyFile(path.join(dir, 'app', 'cli.js'), gone)
  const pid = start(process.execPath, ['-'], gone)
  await describedWhen(pid, ({ script }) => script !== null)
  await rm(gone)
  const seen = await describe(pid)
  assert.equal(seen?.script, gone)
  assert.equal(readFileSync(seen?.openScript ?? '', 'latin1'), 'setInterval(() => {}, 1000)')
})

test('what lies in a root of its own is opened through that root', root, async () => {
  const script = `mount --bind ${dir}/app /mnt && exec ${loader} ${process.execPath} /mnt/cli.js`
  const pid = start('unshare', ['-m', 'sh', '-c', script])
  const seen = await describedWhen(pid, ({ program }) => program === realpathSync(process.execPath))
  assert.equal(seen.script, `/proc/${pid}/root/mnt/cli.js`)
  assert.ok(isSame(seen.open, process.execPath))
})
