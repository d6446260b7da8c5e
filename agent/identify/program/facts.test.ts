import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { vouched } from './der.fixture.ts'
import { factsOf, NO_FACTS } from './facts.ts'
import { elf, fat, macho, pe, peAddress, peResources, signPe } from './programs.fixture.ts'
import { sourceOfBytes } from './source.ts'

const read = (bytes: Buffer) => factsOf(sourceOfBytes(bytes))

const varint = (text: string): Buffer =>
  Buffer.concat([Buffer.from([0x80 | (text.length & 0x7f), text.length >> 7]), Buffer.from(text, 'latin1')])
const goInfo = (text: string): Buffer => {
  const sentinel = '\x30'.repeat(16)
  const head = Buffer.alloc(32)
  head.write('\xff Go buildinf:', 0, 'latin1')
  head[14] = 8
  head[15] = 2
  return Buffer.concat([head, varint('go1.26.1'), varint(sentinel + text + sentinel)])
}
const GO =
  'path\tgithub.com/example/tool/cmd/tool\nmod\tgithub.com/example/tool\tv1.4.2\th1:x=\ndep\tgolang.org/x/sys\tv0.1.0\n'

test('a program of Go tells its module and version, in every format', async () => {
  const facts = { ...NO_FACTS, version: '1.4.2', module: 'github.com/example/tool' }
  assert.deepEqual(await read(elf({ '.go.buildinfo': goInfo(GO) })), facts)
  assert.deepEqual(await read(macho(['__DATA', '__go_buildinfo'], goInfo(GO), null)), facts)
  const data = Buffer.concat([Buffer.alloc(4000), goInfo(GO)])
  assert.deepEqual(await read(pe({ '.text': Buffer.from('x'), '.data': data })), facts)
  const unversioned = GO.replace('v1.4.2', '(devel)')
  assert.equal((await read(elf({ '.go.buildinfo': goInfo(unversioned) }))).version, null)
})

/** A record of a version resource: length, length of the value, kind, key, value or records. */
const record = (key: string, value: Buffer, parts: readonly Buffer[] = []): Buffer => {
  const aligned = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
  const head = Buffer.alloc(6)
  const bytes = [
    aligned(Buffer.concat([head, Buffer.from(`${key}\0`, 'utf16le')])),
    aligned(value),
    ...parts.map(aligned),
  ]
  const whole = Buffer.concat(bytes)
  whole.writeUInt16LE(whole.length, 0)
  whole.writeUInt16LE(value.length, 2)
  return whole
}
const versionResource = (strings: Readonly<Record<string, string>>): Buffer => {
  const fixed = Buffer.alloc(52)
  fixed.write('bd04effe', 0, 'hex')
  fixed.writeUInt16LE(3, 10)
  fixed.writeUInt16LE(7, 14)
  const texts = Object.entries(strings).map(([key, value]) => record(key, Buffer.from(`${value}\0`, 'utf16le')))
  const info = record('StringFileInfo', Buffer.alloc(0), [record('040904b0', Buffer.alloc(0), texts)])
  return record('VS_VERSION_INFO', fixed, [info])
}

test('a program of Windows tells the version that it was given', async () => {
  const build = (strings: Readonly<Record<string, string>>): Buffer =>
    pe({ '.rsrc': peResources(16, 1, versionResource(strings), peAddress(0)) })
  assert.equal((await read(build({ CompanyName: 'Example', ProductVersion: '2.1.329.0' }))).version, '2.1.329')
  assert.equal((await read(build({ FileVersion: '1.102.3', ProductName: 'x' }))).version, '1.102.3')
  assert.equal((await read(build({}))).version, '3.0.7')
})

test('what is made of a runtime does not have the version of the runtime', async () => {
  const cookie = Buffer.alloc(88)
  cookie.write('MEI\x0c\x0b\x0a\x0b\x0e', 0, 'latin1')
  cookie.writeUInt32BE(88, 8)
  const build = (product: string): Buffer => {
    const words = versionResource({ ProductName: product, ProductVersion: '26.10.0' })
    return Buffer.concat([pe({ '.rsrc': peResources(16, 1, words, peAddress(0)) }), cookie])
  }
  assert.deepEqual(await read(build('Node.js')), { ...NO_FACTS, made: 'pyinstaller' })
  assert.deepEqual(await read(build('My Tool')), { ...NO_FACTS, made: 'pyinstaller', version: '26.10.0' })
})

test('a program of this repository that Go built without such words, a script and an empty file tell nothing', async () => {
  const esbuild = join(import.meta.dirname, '../../../node_modules/@esbuild/linux-x64/bin/esbuild')
  assert.deepEqual(await read(readFileSync(esbuild)), NO_FACTS)
  assert.deepEqual(await read(readFileSync(import.meta.filename)), NO_FACTS)
  assert.deepEqual(await read(Buffer.alloc(0)), NO_FACTS)
})

test('nobody here vouches for a key of our own', async () => {
  const { authority, signer } = vouched('Example, PBC')
  assert.equal((await read(signPe(pe({ '.text': Buffer.from('x') }), signer, [authority]))).signer, null)
})

const { authority, signer } = vouched('Example', 'TEAM123456')
const signing = { signer, others: [authority], team: 'TEAM123456', identifier: 'x' }
const WHOLE = [
  elf({
    '.go.buildinfo': goInfo(GO),
    '.bun': Buffer.from('\n---- Bun! ----\n'.padStart(80, '\0')),
    '.note.node.sea': Buffer.alloc(40, 1),
  }),
  signPe(
    pe({ '.rsrc': peResources(16, 1, versionResource({ ProductVersion: '1' }), peAddress(0)), '.data': goInfo(GO) }),
    signer,
    [authority],
  ),
  fat([macho(['__BUN', '__bun'], Buffer.alloc(5000), signing), macho(['__BUN', '__bun'], Buffer.alloc(50), signing)]),
]

test('whatever is changed in a program, reading it neither fails nor proves a signer', async () => {
  const change = fc.record({ at: fc.nat(), to: fc.constantFrom(0, 1, 0x7f, 0x80, 0xff) })
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...WHOLE),
      fc.array(change, { minLength: 1, maxLength: 6 }),
      fc.nat(),
      async (whole, changes, cut) => {
        const bytes = Buffer.from(whole)
        // Most of what is read stands in the first kilobytes.
        for (const { at, to } of changes) bytes[at % Math.min(bytes.length, at % 2 === 0 ? 1500 : bytes.length)] = to
        const facts = await read(cut % 3 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes)
        assert.equal(facts.signer, null)
      },
    ),
    { numRuns: 1500 },
  )
})
