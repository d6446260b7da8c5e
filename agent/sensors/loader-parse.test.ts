import assert from 'node:assert/strict'
import { test } from 'node:test'
import { afterLoader, isLoaderName, namedByLoader, parseCode, startsItself } from './loader-parse.ts'

const auxv = (...entries: [type: bigint, value: bigint][]): Buffer => {
  const bytes = Buffer.alloc(entries.length * 16)
  for (const [at, [type, value]] of entries.entries()) {
    bytes.writeBigUInt64LE(type, at * 16)
    bytes.writeBigUInt64LE(value, at * 16 + 8)
  }
  return bytes
}
test('what has no loader before it is a static program or a loader', () => {
  assert.equal(startsItself(auxv([33n, 0n], [7n, 0n])), true)
  assert.equal(startsItself(auxv([33n, 0n], [7n, 0x7f00_0000_0000n])), false)
  assert.equal(startsItself(auxv([33n, 0n])), false)
  assert.equal(startsItself(Buffer.alloc(0)), false)
  assert.equal(startsItself(auxv([7n, 0n]).subarray(0, 12)), false)
})

test('files are told by how much of their code is mapped, data left out', () => {
  const maps = [
    '7f0000000000-7f0000001000 r--p 00000000 fe:00 11    /opt/data',
    '0082e000-00830000 r-xp 00001000 fe:00 12                /opt/small',
    '7f0000010000-7f0000011000 r-xp 00001000 fe:00 13    /opt/a name (deleted)',
    '7f0000020000-7f0000024000 rwxp 00001000 fe:00 13    /opt/a name (deleted)',
    '7f0000030000-7f0000090000 rwxp 00000000 00:00 0 ',
    '7f0000090000-7f0000092000 r-xp 00000000 00:00 0     [vdso]',
    'cut',
  ].join('\n')
  assert.deepEqual(parseCode(maps), [
    { path: '/opt/a name (deleted)', bytes: 0x5000, range: '7f0000020000-7f0000024000' },
    { path: '/opt/small', bytes: 0x2000, range: '82e000-830000' },
  ])
})

for (const name of [
  'ld-linux-x86-64.so.2',
  'ld-linux-aarch64.so.1',
  'ld-musl-x86_64.so.1',
  'ld-2.31.so',
  'ld.so',
  'ld64.so.2',
])
  test(`${name} is a loader’s name`, () => assert.equal(isLoaderName(name), true))
for (const name of ['ld', 'ld.gold', 'lda-so', 'libc.so.6', 'claude'])
  test(`${name} is no loader’s name`, () => assert.equal(isLoaderName(name), false))

const lines: [line: string, after: string, named: string | null][] = [
  ['/opt/tool run', '/opt/tool run', null],
  ['--library-path /lib --argv0 vim /opt/tool --argv0 x', '/opt/tool --argv0 x', 'vim'],
  ['--argv0=vim --inhibit-cache ./tool', './tool', 'vim'],
  ['--list-tunables', '', null],
  ['--preload', '', null],
  ['-- --odd', '--odd', null],
]
for (const [line, after, named] of lines)
  test(`ld.so ${line}`, () => {
    assert.equal(afterLoader(line.split(' ')).join(' '), after)
    if (named !== null) assert.equal(namedByLoader(line.split(' ')), named)
  })
