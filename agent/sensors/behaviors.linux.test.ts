import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { chown, mkdir, mkdtemp, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { platform } from '../platform.ts'
import { behaviorsOf } from './behaviors.ts'
import type { BehaviorSeen, Home, ProcessSeen } from './observation.ts'
import { parseStat } from './processes-parse.ts'

const linux = { skip: platform !== 'linux' && 'reads /proc' }
const root = { skip: (platform !== 'linux' || process.getuid?.() !== 0) && 'needs root' }
const HOUR = 360_000

let dir = ''
let home: Home
const children: ChildProcess[] = []
before(async () => {
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'waymark-behaviors-')))
  home = { account: userInfo().username, uid: userInfo().uid, home: path.join(dir, 'home') }
  await mkdir(path.join(home.home, '.tool', 'sessions'), { recursive: true })
})
after(async () => {
  for (const child of children) child.kill('SIGKILL')
  await rm(dir, { recursive: true, force: true })
})

const childOf = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ')[0])
const until = async (holds: () => boolean): Promise<void> => {
  for (let i = 0; i < 200 && !holds(); i++) await sleep(50)
  assert.ok(holds())
}
const start = (program: string, args: readonly string[]): number => {
  const child = spawn(program, args, { cwd: dir, stdio: 'ignore' })
  children.push(child)
  assert.ok(child.pid !== undefined)
  return child.pid
}
const seenAs = (pid: number, later = 0): ProcessSeen => {
  const stat = parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  assert.ok(stat)
  return {
    kind: 'process',
    pid,
    started: stat.started + later,
    account: home.account,
    name: 'something',
    argv0: null,
    program: '/usr/bin/something',
    open: `/proc/${pid}/exe`,
    script: null,
    terminal: null,
  }
}
const SESSION = { of: 'session-file', path: '~/.tool/sessions/PID.json' } as const
const look = async (process: ProcessSeen | ProcessSeen[], socket: string | null = null): Promise<BehaviorSeen[]> => {
  const patterns = socket === null ? [SESSION] : [{ of: 'socket', path: socket } as const]
  const seen = await behaviorsOf.linux({ homes: [home], processes: [process].flat(), patterns })
  assert.ok(!('unsupported' in seen))
  return seen
}
const sessionOf = (pid: number | string): string => path.join(home.home, '.tool', 'sessions', `${pid}.json`)

test('the session that a running process keeps is linked to it', linux, async () => {
  const pid = start('sleep', ['100'])
  const process = seenAs(pid)
  assert.deepEqual(await look(process), [])
  await writeFile(sessionOf(pid), '')
  assert.deepEqual(await look(process), [
    {
      kind: 'behavior',
      of: 'session-file',
      account: home.account,
      path: sessionOf(pid),
      pattern: SESSION.path,
      process,
    },
  ])
})

test('what the process before it left under the same pid is none of its doing', linux, async () => {
  const pid = start('sleep', ['100'])
  await writeFile(sessionOf(pid), '')
  assert.equal((await look(seenAs(pid))).length, 1)
  // The same file, beside a process that began an hour after it was made.
  assert.deepEqual(await look(seenAs(pid, HOUR)), [])
  const tomorrow = new Date((Math.floor(performance.timeOrigin / 1_000) + 86_400) * 1_000)
  await utimes(sessionOf(pid), tomorrow, tomorrow)
  assert.deepEqual(await look(seenAs(pid, HOUR)), [], 'a time that anybody can set makes it no younger')
  await utimes(sessionOf(pid), new Date(0), new Date(0))
  assert.deepEqual(await look(seenAs(pid)), [])
})

test('a folder or a link of that name is none', linux, async () => {
  const [one, two] = [start('sleep', ['100']), start('sleep', ['100'])]
  await mkdir(sessionOf(one))
  await writeFile(path.join(dir, 'elsewhere'), '')
  await symlink(path.join(dir, 'elsewhere'), sessionOf(two))
  assert.deepEqual([...(await look(seenAs(one))), ...(await look(seenAs(two)))], [])
})

test('the file of another account is none', root, async () => {
  const pid = start('sleep', ['100'])
  await writeFile(sessionOf(pid), '')
  await chown(sessionOf(pid), 65_534, 65_534)
  assert.deepEqual(await look(seenAs(pid)), [])
})

test('a pid is that of the process’s own namespace', root, async () => {
  const outer = start('unshare', ['--pid', '--fork', '--kill-child', 'sleep', '100'])
  await until(() => childOf(outer) > 0)
  const pid = childOf(outer)
  await writeFile(sessionOf(pid), '')
  assert.deepEqual(await look(seenAs(pid)), [], 'it does not know itself by the pid that we know it by')
  await writeFile(sessionOf(1), '')
  assert.equal((await look(seenAs(pid)))[0]?.path, sessionOf(1))
})

test(
  'a session in a home that only the process sees is found there, and ours at that place is not its own',
  root,
  async () => {
    await mkdir(path.join(dir, 'other', '.tool', 'sessions'), { recursive: true })
    const script = `mount --bind ${dir}/other /root && exec sleep 100`
    const pid = start('unshare', ['--mount', 'sh', '-c', script])
    await until(() => readFileSync(`/proc/${pid}/comm`, 'latin1') === 'sleep\n')
    assert.deepEqual(await look(seenAs(pid)), [])
    await writeFile(path.join(dir, 'other', '.tool', 'sessions', `${pid}.json`), '')
    assert.equal((await look(seenAs(pid)))[0]?.path, `/root/.tool/sessions/${pid}.json`)

    const folder = path.dirname(sessionOf(0))
    const own = `mount -t tmpfs none ${home.home} && mkdir -p ${folder} && touch ${folder}/$$.json && exec sleep 100`
    const hidden = start('unshare', ['--mount', 'sh', '-c', own])
    await until(() => readFileSync(`/proc/${hidden}/comm`, 'latin1') === 'sleep\n')
    await writeFile(sessionOf(hidden), '')
    assert.deepEqual(await look(seenAs(hidden)), [])
  },
)

const LISTEN = `const { createServer } = require('node:net')
  createServer().listen(process.argv[1].replace('PID', process.argv[2] ?? process.pid))`
const listen = async (of: string, ...args: string[]): Promise<number> => {
  const pid = start(process.execPath, ['-e', LISTEN, of, ...args])
  await until(() => existsSync(of.replace('PID', args[0] ?? String(pid))))
  return pid
}

test('a socket that a process itself listens on under its pid is linked to it', linux, async () => {
  await mkdir(path.join(dir, 'socks'))
  const pattern = path.join(dir, 'socks', 'PID.sock')
  const pid = await listen(pattern)
  const [seen, ...more] = await look(seenAs(pid), pattern)
  assert.deepEqual([seen?.of, seen?.path, more], ['socket', path.join(dir, 'socks', `${pid}.sock`), []])
  assert.deepEqual(await look(seenAs(pid), path.join(dir, '*', 'PID.sock')), [
    { ...seen, pattern: `${dir}/*/PID.sock` },
  ])
  assert.deepEqual(await look(seenAs(pid, HOUR), pattern), [], 'older than the process')
  assert.deepEqual(await look(seenAs(pid), path.join(dir, 'others', 'PID.sock')), [])
})

test('a socket that another process of the account holds under that pid is none of its doing', linux, async () => {
  const pattern = path.join(dir, 'planted.PID.sock')
  const victim = start('sleep', ['100'])
  await listen(pattern, String(victim))
  assert.deepEqual(await look(seenAs(victim), pattern), [])
  const [one, two] = [await listen(pattern, '1000001'), await listen(pattern, '1000002')]
  assert.deepEqual(await look([seenAs(one), seenAs(two)], pattern), [], 'each under a pid that is not its own')
})

test('a file where a socket is looked for is none', linux, async () => {
  const pattern = path.join(dir, 'file.PID.sock')
  const pid = start('sleep', ['100'])
  await writeFile(pattern.replace('PID', String(pid)), '')
  assert.deepEqual(await look(seenAs(pid), pattern), [])
})

test('a socket in a network of its own is found there', root, async () => {
  const pattern = path.join(dir, 'alone.PID.sock')
  const pid = start('unshare', ['--net', process.execPath, '-e', LISTEN, pattern])
  await until(() => existsSync(pattern.replace('PID', String(pid))))
  const here = seenAs(start('sleep', ['100']))
  assert.deepEqual(
    (await look([here, seenAs(pid)], pattern)).map(({ process }) => process.pid),
    [pid],
  )
})

test('a process that has ended, a home that is gone and no pattern are nothing', linux, async () => {
  const gone = { ...seenAs(process.pid), pid: 2 ** 22 + 1 }
  assert.deepEqual(await look(gone), [])
  assert.deepEqual(await behaviorsOf.linux({ homes: [home], processes: [gone], patterns: [] }), [])
})
