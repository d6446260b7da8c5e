import assert from 'node:assert/strict'
import { test } from 'node:test'
import { platform } from '../platform.ts'
import { openAsked } from './processes-asked.ts'
import { processOf, splitLine, toldWalk } from './processes-told.ts'

const MAC = {
  pid: 77,
  name: 'node',
  path: '/opt/homebrew/bin',
  command: 'node',
  params: '--no-warnings=1 /Users/lin/.npm-global/lib/node_modules/x/cli.js --flag',
  user: 'lin',
  started: '2026-11-21 10:42:00',
  tty: 'ttys003',
}
const WINDOWS = {
  ...MAC,
  name: 'node.exe',
  path: 'C:\\Program Files\\nodejs',
  command: '"C:\\Program Files\\nodejs\\node.exe"',
  params: '"C:\\Users\\lin\\AppData\\x y\\cli.js" --flag',
  tty: '',
}

test('a process on macOS', () => {
  assert.deepEqual(processOf(MAC, 'macos'), {
    kind: 'process',
    pid: 77,
    started: 1795257720000,
    account: 'lin',
    name: 'node',
    argv0: 'node',
    program: '/opt/homebrew/bin/node',
    open: '/opt/homebrew/bin/node',
    script: '/Users/lin/.npm-global/lib/node_modules/x/cli.js',
    terminal: '/dev/ttys003',
  })
})

test('a process on Windows, its script in quotes', () => {
  const seen = processOf(WINDOWS, 'windows')
  assert.equal(seen?.program, 'C:\\Program Files\\nodejs\\node.exe')
  assert.equal(seen?.script, 'C:\\Users\\lin\\AppData\\x y\\cli.js')
  assert.equal(seen?.terminal, null)
})

test('what is not told is not made up', () => {
  assert.equal(processOf({ ...MAC, path: '', command: 'kernel_task' }, 'macos'), null)
  assert.equal(processOf({ ...MAC, params: 'cli.js' }, 'macos')?.script, null)
  assert.equal(processOf({ ...MAC, started: 'yesterday' }, 'macos')?.started, 0)
  assert.deepEqual(splitLine('a "b c" d"e'), ['a', 'b c', 'd"e'])
})

test('a walk tells what came and what went, and how many it could not tell', async () => {
  const answers: unknown[][] = [
    [MAC, { ...MAC, pid: 78 }, 'rubbish', { pid: 'x' }],
    [
      { ...MAC, pid: 78 },
      { ...MAC, pid: 79, params: '/b.js' },
    ],
  ]
  const walk = toldWalk('macos', async () => answers.shift())
  const told: string[] = []
  const news = {
    started: (p: { pid: number }) => told.push(`+${p.pid}`),
    ended: (p: { pid: number }) => told.push(`-${p.pid}`),
  }
  const first = await walk(news)
  assert.equal(first.seen.length, 2)
  assert.deepEqual(first.notSeen, [{ what: 'processes', why: 'of 2 it is not told which file runs' }])
  await walk(news)
  assert.deepEqual(told, ['+77', '+78', '-77', '+79'])
})

const linux = { skip: platform === 'linux' ? false : 'the real child is tried on Linux' }
test('the real child lists this very process, without privileges', linux, async () => {
  const { seen } = await openAsked('linux').snapshot()
  const self = seen.find(process_ => process_.pid === process.pid)
  assert.equal(self?.program.endsWith('/node') || self?.name.startsWith('node'), true)
})
