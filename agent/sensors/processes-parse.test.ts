import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCmdline, parseExe, parseStat, parseUid, terminalOf } from './processes-parse.ts'

const line = (name: string, tty = 34819, flags = 4194304): string =>
  `4242 (${name}) S 1 4242 4242 ${tty} 4242 ${flags} 5165 0 0 0 13 5 0 0 20 0 11 0 987654 1200000 9000 18446744073709551615 1 1`

test('a stat line tells name, state, start and terminal', () => {
  assert.deepEqual(parseStat(line('node-MainThread')), {
    name: 'node-MainThread',
    state: 'S',
    started: 987654,
    kernel: false,
    terminal: '/dev/pts/3',
  })
})

test('a name may hold what separates fields', () => {
  for (const name of ['a) R 1 2 3 4', ') (', 'a b', 'a\nb', '()', ''])
    assert.deepEqual([parseStat(line(name))?.name, parseStat(line(name))?.started], [name, 987654])
})

test('kernel threads carry their flag', () => {
  assert.equal(parseStat(line('kthreadd', 0, 2129984))?.kernel, true)
})

test('what is no stat line is none', () => {
  for (const text of ['', '1', '1 (x', '1 (x) S 1', ')(', '1 (x) S a b c d e f g h i j k l m n o p q r s t'])
    assert.equal(parseStat(text), null)
})

const terminals: [device: number, path: string | null][] = [
  [0, null],
  [34816, '/dev/pts/0'],
  [34816 + 255, '/dev/pts/255'],
  [34816 + (1 << 20), '/dev/pts/256'],
  [1025, '/dev/tty1'],
  [1088, '/dev/ttyS0'],
  [-1, null],
]
for (const [device, path] of terminals)
  test(`terminal ${device} is ${path}`, () => assert.equal(terminalOf(device), path))

test('the real uid is taken', () => {
  assert.equal(parseUid('Name:\tsudo\nUid:\t1000\t0\t0\t0\nGid:\t1000\t0\t0\t0\n'), 1000)
  assert.equal(parseUid('Name:\tUid: 7 \n'), null)
})

test('a command line is cut where it was cut', () => {
  assert.deepEqual(parseCmdline(Buffer.from('node\0-e\0\0')), ['node', '-e', ''])
  assert.deepEqual(parseCmdline(Buffer.from('node\0cli.js\0--opt')), ['node', 'cli.js'])
  assert.deepEqual(parseCmdline(Buffer.from('claude')), ['claude'])
  assert.deepEqual(parseCmdline(Buffer.alloc(0)), [])
})

test('a file that is gone keeps its name', () => {
  assert.equal(parseExe('/opt/x (deleted)'), '/opt/x')
  assert.equal(parseExe('/opt/x'), '/opt/x')
})
