import assert from 'node:assert/strict'
import { test } from 'node:test'
import { behaviorPaths } from './behaviors.ts'
import { parseBoot, parseIdentity, parseListening, pidIn, startOf } from './behaviors-parse.ts'

test('only sockets that listen in a folder are told, with their inode', () => {
  const text = [
    'Num       RefCount Protocol Flags    Type St Inode Path',
    '000000006082f40a: 00000002 00000000 00010000 0001 01 24706 /tmp/cc-socks/11048.sock',
    '0000000000000000: 00000003 00000000 00000000 0001 03   612 /tmp/connected.sock',
    '0000000000000000: 00000002 00000000 00010000 0001 01    31 @abstract',
    '0000000000000000: 00000003 00000000 00000000 0001 03   613',
    '0000000000000000: 00000002 00000000 00010000 0005 01     7 /tmp/with a blank.sock',
    'cut off: 000',
  ].join('\n')
  assert.deepEqual(parseListening(text), [
    { path: '/tmp/cc-socks/11048.sock', inode: '24706' },
    { path: '/tmp/with a blank.sock', inode: '7' },
  ])
})

const status = (pids: string): string =>
  `Name:\tNSpid: 9\nUid:\t1000\t0\t0\t0\nNStgid:\t1\nNSpid:\t${pids}\nNSsid:\t1\n`
test('a process knows itself by the pid of its innermost namespace', () => {
  assert.deepEqual(parseIdentity(status('4242')), { uid: 1000, own: 4242 })
  assert.deepEqual(parseIdentity(status('4242\t17\t1')), { uid: 1000, own: 1 })
  assert.equal(parseIdentity('Name:\tsh\nUid:\t1000\t0\t0\t0\n'), null)
  assert.equal(parseIdentity(''), null)
})

test('a start in ticks is a time', () => {
  assert.equal(parseBoot('cpu 1 2 3\nbtime 1795269894\nprocesses 5\n'), 1_795_269_894_000)
  assert.equal(parseBoot('cpu 1 2 3\n'), null)
  assert.equal(startOf(1_000, 250), 3_500)
})

const names: [segment: string, name: string, pid: number | null][] = [
  ['PID.json', '4242.json', 4242],
  ['PID.json', '4242.key.json', null],
  ['PID.json', '04242.json', null],
  ['PID.json', '.json', null],
  ['PID.json', '-1.json', null],
  ['PID.json', '99999999999.json', null],
  ['PID.json', '4242.jsonl', null],
  ['run-PID', 'run-1', 1],
  ['run-PID', 'run-', null],
  // Before and after may not share their characters.
  ['aPIDa', 'a', null],
]
for (const [segment, name, pid] of names)
  test(`${name} carries ${pid ?? 'no pid'} where ${segment} is looked for`, () =>
    assert.equal(pidIn(segment, name), pid))

test('what is listed and opened is told beforehand', () => {
  const homes = [{ account: 'lin', uid: 1000, home: '/home/lin' }]
  const patterns = [
    { of: 'session-file', path: '~/.tool/sessions/PID.json' },
    { of: 'session-file', path: '~/.tool/sessions/PID.lock' },
    { of: 'socket', path: '/tmp/tool/PID.sock' },
  ] as const
  assert.deepEqual(behaviorPaths({ homes, patterns }), ['/home/lin/.tool/sessions/', '/proc/*/root/etc/passwd'])
  assert.deepEqual(behaviorPaths({ homes, patterns: patterns.slice(2) }), [])
})
