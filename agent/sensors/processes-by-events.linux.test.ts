import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, copyFile, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { platform } from '../platform.ts'
import { type KernelEvents, kernelEvents } from './kernel-events.ts'
import type { ProcessSeen } from './observation.ts'
import { type ProcessNews, type ProcessOptions, processSensor } from './processes.ts'

const root = { skip: platform !== 'linux' || process.getuid?.() !== 0 ? 'needs root on Linux' : false }
let dir = ''
let kernel: KernelEvents | null = null
const children: ChildProcess[] = []
before(async () => {
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'waymark-by-events-')))
  await mkdir(path.join(dir, 'app'))
  await copyFile('/bin/true', path.join(dir, 'brief'))
  await copyFile('/bin/sleep', path.join(dir, 'lasting'))
  await copyFile('/bin/sleep', path.join(dir, 'dull'))
  await writeFile(path.join(dir, 'script'), `#!/usr/bin/env -S node\nprocess.title = 'x'; setInterval(() => {}, 1000)`)
  await writeFile(path.join(dir, 'wrapper'), `#!/bin/sh\nexec ${dir}/lasting 100`)
  for (const name of ['script', 'wrapper']) await chmod(path.join(dir, name), 0o755)
  const opened = root.skip === false ? await kernelEvents.linux() : null
  if (opened !== null) assert.ok(!('unsupported' in opened), JSON.stringify(opened))
  kernel = opened
})
after(async () => {
  kernel?.close()
  for (const child of children) child.kill('SIGKILL')
  await rm(dir, { recursive: true, force: true })
})

const start = (program: string, args: readonly string[] = []): number => {
  const child = spawn(program, args, { stdio: 'ignore' })
  child.on('error', () => {})
  children.push(child)
  assert.ok(child.pid !== undefined)
  return child.pid
}
const until = async (held: () => boolean, what: string): Promise<void> => {
  for (let i = 0; i < 200 && !held(); i++) await sleep(25)
  assert.ok(held(), what)
}
/** Watches with walks so far apart that only the kernel can have told. */
const watching = async (options: ProcessOptions = {}) => {
  const sensor = await processSensor.linux({ kernel, every: 600_000, ...options })
  assert.ok(!('unsupported' in sensor))
  await sensor.snapshot()
  const started: ProcessSeen[] = []
  const log: string[] = []
  const news: ProcessNews = {
    // Other programs of this machine start as well.
    started: seen => {
      if (seen.program.startsWith(dir) || children.some(({ pid }) => pid === seen.pid)) started.push(seen)
      log.push(`${seen.pid} runs ${path.basename(seen.program)}`)
    },
    ended: ({ pid }) => log.push(`${pid} ended`),
  }
  const stop = await sensor.watch(news)
  const of = (pid: number): ProcessSeen[] => started.filter(seen => seen.pid === pid)
  return { of, log: (pid: number) => log.filter(line => line.startsWith(`${pid} `)), stop, started, sensor }
}

test('a launch and its end are told without any walk, each once', root, async () => {
  const { of, log, stop, sensor } = await watching()
  const pid = start(path.join(dir, 'lasting'), ['100'])
  await until(() => of(pid).some(({ program }) => program === path.join(dir, 'lasting')), 'told')
  await sensor.snapshot()
  children.at(-1)?.kill('SIGKILL')
  await until(() => log(pid).at(-1) === `${pid} ended`, 'ended')
  await sensor.snapshot()
  await stop()
  assert.deepEqual(log(pid), [`${pid} runs lasting`, `${pid} ended`])
})

test('what ends at once is told all the same, hundreds of times in a row', root, async () => {
  const { started, stop } = await watching({ interesting: ({ name }) => name === 'brief' })
  const times = 300
  const loop = spawn('/bin/sh', ['-c', `i=0; while [ $i -lt ${times} ]; do ${dir}/brief; i=$((i+1)); done`])
  await new Promise(resolve => loop.once('exit', resolve))
  const told = (): number => new Set(started.filter(({ program }) => program === `${dir}/brief`).map(p => p.pid)).size
  await until(() => told() === times, `told of ${told()} of ${times}`)
  await stop()
  assert.equal(started.length, started.filter(({ program }) => program === `${dir}/brief`).length)
})

test('a script keeps its name, though its program overwrites its arguments', root, async () => {
  const { of, stop } = await watching()
  const pid = start(path.join(dir, 'script'))
  await until(() => of(pid).some(({ script }) => script === path.join(dir, 'script')), 'the script is told')
  await stop()
})

test('what is of no interest is not told, unless a process that was told comes to run it', root, async () => {
  const interesting: ProcessOptions['interesting'] = ({ name }) => name === 'lasting'
  const { of, started, stop, sensor } = await watching({ interesting })
  const dull = start(path.join(dir, 'dull'), ['100'])
  const pid = start('/bin/sh', ['-c', `${dir}/lasting 0.2; exec ${dir}/lasting 0.3`])
  await until(() => of(pid).length === 1, 'the second program of the shell')
  assert.deepEqual(of(dull), [])
  const { seen } = await sensor.snapshot()
  await stop()
  assert.ok(!seen.some(process => process.pid === dull))
  assert.deepEqual(new Set(started.map(({ program }) => path.basename(program))), new Set(['lasting']))
})

test('a wrapper of an interesting name is told as what it runs', root, async () => {
  const { of, stop } = await watching({ interesting: ({ name }) => name === 'wrapper' })
  const pid = start(path.join(dir, 'wrapper'))
  await until(() => of(pid).some(({ program }) => program === path.join(dir, 'lasting')), 'what it runs')
  await stop()
})

test('a program that lies in memory alone is told', root, async () => {
  const code = `import os; f = os.memfd_create('held'); os.write(f, open('${dir}/lasting', 'rb').read())
os.execve(f, ['held', '100'], {})`
  const { of, stop } = await watching()
  const pid = start('python3', ['-c', code])
  await until(() => of(pid).some(({ program }) => program.includes('memfd:held')), 'the memfd')
  await stop()
})

test('a program on a filesystem of its own mount namespace is told', root, async () => {
  const { of, started, stop } = await watching({ interesting: ({ name }) => name === 'hidden' })
  const inside = `mount -t tmpfs none /mnt && cp ${dir}/lasting /mnt/hidden && exec /mnt/hidden 100`
  const pid = start('unshare', ['-m', 'sh', '-c', inside])
  await until(() => of(pid).some(({ program }) => program === '/mnt/hidden'), JSON.stringify(started))
  await stop()
})

test('a program started through the loader is told', root, async () => {
  const { of, stop } = await watching({ interesting: () => false })
  const loader = await realpath('/lib64/ld-linux-x86-64.so.2').catch(() => realpath('/lib/ld-linux-aarch64.so.1'))
  const pid = start(loader, [path.join(dir, 'lasting'), '100'])
  await until(() => of(pid).length > 0, 'told')
  await stop()
})
