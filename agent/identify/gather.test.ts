import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Evidence } from '../../policies/decide/words.ts'
import { gather } from './gather.ts'
import type { Sign } from './sign.ts'

const evidence = (kind: Evidence['kind'], matched: string, strength: Evidence['strength'] = 'strong'): Evidence => ({
  indicator: `t/${kind}`,
  kind,
  strength,
  matched,
})
const sign = (given: Partial<Sign>): Sign => ({
  tool: 't',
  account: 'lin',
  install: '/home/lin/pkg',
  version: null,
  inside: null,
  sha256: null,
  process: null,
  evidence: [],
  ...given,
})
const runs = (pid: number, started: number) => ({ pid, started, terminal: null })

const installed = sign({ version: '1.0', evidence: [evidence('package', 't 1.0')] })
const running = sign({
  process: runs(7, 20),
  sha256: 'a'.repeat(64),
  evidence: [evidence('content', '12 of 12 texts')],
})
const twin = sign({ process: runs(9, 10), evidence: [evidence('content', '3 of 12 texts')] })
const settings = sign({ install: '/home/lin/.t.json', evidence: [evidence('config', '~/.t.json', 'weak')] })
const copy = sign({ install: '/home/lin/bin/vim', evidence: [evidence('content', '12 of 12 texts')] })
const named = sign({ install: '/home/lin/bin/t', evidence: [evidence('process', 't', 'weak')] })
const elsewhere = sign({
  account: 'wei',
  install: '/home/wei/.t.json',
  evidence: [evidence('config', '~/.t.json', 'weak')],
})

test('signs of one install are one finding, which runs as long as one of its processes does', () => {
  const [found, ...more] = gather([installed, running, twin, settings])
  assert.deepEqual(more, [])
  assert.deepEqual(found?.process, runs(9, 10))
  assert.equal(found?.version, '1.0')
  assert.equal(found?.sha256, 'a'.repeat(64))
  assert.deepEqual(
    found?.evidence.map(({ matched }) => matched),
    ['t 1.0', '12 of 12 texts', '~/.t.json'],
  )
})

test('who signed a program is told of its install', () => {
  assert.equal(gather([installed, { ...running, signer: 'Example, Inc.' }])[0]?.signer, 'Example, Inc.')
  assert.equal(gather([installed, running])[0]?.signer, undefined)
})

test('settings join every finding of their tool and account, and make a trace where there is none', () => {
  const found = gather([installed, copy, settings, elsewhere])
  assert.deepEqual(
    found.map(({ account, install, evidence }) => [account, install, evidence.length]),
    [
      ['lin', '/home/lin/bin/vim', 2],
      ['lin', '/home/lin/pkg', 2],
      ['wei', '/home/wei/.t.json', 1],
    ],
  )
})

test('names alone make no finding, not even beside settings', () => {
  assert.deepEqual(gather([named]), [])
  const weakPath = sign({ install: named.install, evidence: [evidence('path', '~/bin/t', 'weak')] })
  assert.deepEqual(gather([named, weakPath]), [])
  const [trace, ...more] = gather([named, settings])
  assert.deepEqual(more, [])
  assert.equal(trace?.install, '/home/lin/.t.json')
  assert.deepEqual(
    trace?.evidence.map(({ kind }) => kind),
    ['config'],
  )
})

test('a place that proves something makes a finding', () => {
  const placed = sign({ install: '/opt/t', evidence: [evidence('path', '/opt/t')] })
  assert.equal(gather([placed]).length, 1)
})

test('a name stands beside what proves something', () => {
  const found = gather([copy, { ...named, install: copy.install, process: runs(3, 3) }])
  assert.deepEqual(
    found.map(({ evidence, process }) => [evidence.map(({ kind }) => kind), process?.pid]),
    [[['content', 'process'], 3]],
  )
})

const socket = sign({
  install: '/home/lin/loader.mjs',
  process: runs(7, 20),
  evidence: [evidence('behavior', '/tmp/socks/7.sock')],
})
test('what a process did joins the install that the same process runs', () => {
  const [found, ...more] = gather([socket, installed, running])
  assert.deepEqual(more, [])
  assert.equal(found?.install, '/home/lin/pkg')
  assert.deepEqual(
    found?.evidence.map(({ kind }) => kind),
    ['package', 'content', 'behavior'],
  )
  const others = [
    { ...running, process: runs(7, 21) },
    { ...running, process: runs(8, 20) },
  ]
  for (const other of [...others, { ...running, account: 'wei' }, { ...running, tool: 'u' }])
    assert.deepEqual(
      gather([socket, other]).map(({ install }) => install),
      ['/home/lin/loader.mjs', '/home/lin/pkg'].sort(),
    )
})

test('what a process did is a finding alone, and names stand beside it', () => {
  const name = { ...named, install: socket.install, process: runs(7, 20) }
  const [found, ...more] = gather([name, socket])
  assert.deepEqual(more, [])
  assert.deepEqual([found?.install, found?.process?.pid, found?.evidence.length], [socket.install, 7, 2])
})

const nameless = sign({
  tool: 'unknown',
  install: socket.install,
  origin: { publisher: null, package: 'loader.mjs' },
  evidence: [evidence('content', '9 of 10 groups')],
})
test('what is named by what it does is no unknown assistant as well', () => {
  const tools = (...signs: Sign[]): string[] => gather(signs).map(({ tool }) => tool)
  assert.deepEqual(tools(nameless, socket), ['t'])
  assert.deepEqual(tools({ ...nameless, install: '/usr/bin/node', process: runs(7, 20) }, socket), ['t'])
  assert.deepEqual(tools({ ...nameless, install: '/usr/bin/node', process: runs(7, 21) }, socket), ['t', 'unknown'])
  assert.deepEqual(tools({ ...nameless, account: 'wei' }, socket), ['t', 'unknown'])
  const tripwire = { ...socket, evidence: [evidence('behavior', '/etc/t', 'weak')] }
  assert.deepEqual(tools(nameless, tripwire), ['t', 'unknown'], 'what proves nothing names nothing')
})

test('the order of signs changes nothing', () => {
  const all = [installed, running, twin, settings, copy, named, elsewhere, socket, nameless]
  const wanted = gather(all)
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }), shuffled => {
      assert.deepEqual(gather(shuffled), wanted)
    }),
  )
})
