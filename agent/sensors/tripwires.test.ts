import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { platform } from '../platform.ts'
import { kernelEvents } from './kernel-events.ts'
import type { ProcessSeen } from './observation.ts'
import { layTripwires } from './tripwires.ts'

const root = { skip: (platform !== 'linux' || process.getuid?.() !== 0) && 'needs root on Linux' }

let dir = ''
before(async () => {
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'waymark-tripwires-')))
})
after(() => rm(dir, { recursive: true, force: true }))

const process_ = (pid: number): ProcessSeen => ({
  kind: 'process',
  pid,
  started: 1,
  account: 'lin',
  name: 'x',
  argv0: null,
  program: '/usr/bin/x',
  open: '/usr/bin/x',
  script: null,
  terminal: null,
})
const made = async (): Promise<void> => {}
/** Stands for the kernel: what is tested here is who is remembered, and which folders come and go. */
const listening = () => {
  const listeners = new Map<string, (pid: number) => void>()
  const onOpened = (folder: string, opened: (pid: number) => void) => {
    if (!existsSync(folder)) throw new Error('is not there')
    listeners.set(folder, opened)
    return () => listeners.delete(folder)
  }
  return { listeners, onOpened }
}

test('what is missing is made, and removed again where it is still empty', async () => {
  const [empty, used, there] = ['a/empty.d', 'b/used.d', 'there.d'].map(name => path.join(dir, name)) as [
    string,
    string,
    string,
  ]
  await mkdir(there)
  const { listeners, onOpened } = listening()
  const wires = await layTripwires({ folders: [empty, used, there], onOpened, sprung: () => {}, own: 1, made })
  assert.deepEqual(wires.laid, [empty, used, there])
  assert.deepEqual([...listeners.keys()], [empty, used, there])
  await writeFile(path.join(used, 'settings.json'), '{}')
  await wires.lift()
  assert.equal(listeners.size, 0)
  assert.deepEqual((await readdir(dir)).sort(), ['b', 'there.d'])
  assert.deepEqual(await readdir(used), ['settings.json'])
})

test('who opened one is told while they run, each once, ourselves never', async () => {
  const [one, other] = [path.join(dir, 'one.d'), path.join(dir, 'other.d')]
  let sprung = 0
  const { listeners, onOpened } = listening()
  const wires = await layTripwires({ folders: [one, other], onOpened, sprung: () => sprung++, own: 7, made })
  for (const pid of [7, 8, 8, 9]) listeners.get(one)?.(pid)
  listeners.get(other)?.(8)
  assert.equal(sprung, 2)
  const told = wires.openedBy([process_(8), process_(10), process_(7)])
  assert.deepEqual(
    told.map(({ of, path, pattern, process }) => [of, path, pattern, process.pid]),
    [
      ['tripwire', one, one, 8],
      ['tripwire', other, other, 8],
    ],
  )
  assert.deepEqual(wires.openedBy([process_(9)]), [], 'it had ended: the same pid is another process')
  await wires.lift()
})

test('a link or a file in its place is told and left alone', async () => {
  const [linked, file] = [path.join(dir, 'linked.d'), path.join(dir, 'file.d')]
  await symlink(dir, linked)
  await writeFile(file, '')
  const { onOpened } = listening()
  const wires = await layTripwires({
    folders: [linked, file, path.join(file, 'x')],
    onOpened,
    sprung: () => {},
    own: 1,
    made,
  })
  assert.deepEqual(wires.laid, [])
  assert.deepEqual(
    wires.notSeen.map(({ what }) => what),
    [linked, file, path.join(file, 'x')].map(folder => `the tripwire ${folder}`),
  )
  await wires.lift()
  assert.ok(existsSync(file))
})

test('the kernel tells who looks into it', root, async () => {
  const events = await kernelEvents.linux()
  assert.ok(!('unsupported' in events))
  const folder = path.join(dir, 'kernel', 'managed.d')
  const first = Promise.withResolvers<void>()
  const wires = await layTripwires({
    folders: [folder],
    onOpened: events.onOpened,
    sprung: first.resolve,
    own: process.pid,
    made,
  })
  try {
    await readdir(folder)
    const child = spawn('sh', ['-c', `ls ${folder} && exec sleep 100`], { stdio: 'ignore' })
    await first.promise
    // `ls` is another process than the one that goes on.
    const look = spawn(process.execPath, ['-e', `fs.readdirSync('${folder}'); setInterval(() => {}, 1000)`], {
      stdio: 'ignore',
    })
    const told = () => wires.openedBy([process_(look.pid ?? 0), process_(child.pid ?? 0), process_(process.pid)])
    for (let i = 0; i < 200 && told().length === 0; i++) await sleep(50)
    assert.deepEqual(
      told().map(each => each.process.pid),
      [look.pid],
    )
    child.kill('SIGKILL')
    look.kill('SIGKILL')
  } finally {
    await wires.lift()
    events.close()
  }
  assert.ok(!existsSync(path.dirname(folder)))
})
