import assert from 'node:assert/strict'
import { test } from 'node:test'
import { layoutOf } from './layout.ts'
import { madeOf } from './made.ts'
import { elf, macho, pe, peAddress, peResources } from './programs.fixture.ts'
import { sourceOfBytes } from './source.ts'

const read = async (bytes: Buffer) => {
  const layout = await layoutOf(sourceOfBytes(bytes))
  assert.ok(layout !== null)
  return madeOf(layout)
}
const u32 = (...values: readonly number[]): Buffer<ArrayBuffer> => {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [i, value] of values.entries()) bytes.writeUInt32LE(value, i * 4)
  return bytes
}
const u64 = (value: number): Buffer => u32(value, 0)
const big = (...values: readonly number[]): Buffer => u32(...values).swap32()

/** As Bun 1.4 writes it: the texts, a table of 52 bytes a module, offsets, trailer. */
const bunPayload = (modules: readonly { name: string; text: string }[], first: number, entry = 52): Buffer => {
  const texts: Buffer[] = []
  let at = 0
  const put = (text: string): [number, number] => {
    const bytes = Buffer.from(text)
    texts.push(bytes, Buffer.alloc(1))
    at += bytes.length + 1
    return [at - bytes.length - 1, bytes.length]
  }
  const table = modules.map(({ name, text }) =>
    Buffer.concat([u32(...put(name), ...put(text)), Buffer.alloc(entry - 16)]),
  )
  const body = Buffer.concat([...texts, ...table])
  const offsets = Buffer.concat([u64(body.length), u32(at, entry * modules.length, first, 0, 0, 0)])
  return Buffer.concat([body, offsets, Buffer.from('\n---- Bun! ----\n')])
}
const MODULES = [
  { name: '/$bunfs/root/chunk-1.js', text: '// @bun\nexport {}' },
  {
    name: '/$bunfs/root/cli.js',
    text: '// @bun @bytecode\n// (c) Example.\n\n// Version: 2.1.329\nimport "./chunk-1.js"',
  },
]

test('a program of Bun tells its entry and the version at its head, in ELF, Mach-O, PE and at the end of older ones', async () => {
  const made = { by: 'bun', entry: 'cli.js', version: '2.1.329' }
  const payload = bunPayload(MODULES, 1)
  const long = Buffer.concat([u64(payload.length), payload, Buffer.alloc(100)])
  assert.deepEqual(await read(elf({ '.text': Buffer.from('x'), '.bun': long })), made)
  assert.deepEqual(await read(macho(['__BUN', '__bun'], long, null)), made)
  const windows = bunPayload(
    MODULES.map(({ name, text }) => ({ name: name.replace('/$bunfs/', 'B:/~BUN/'), text })),
    1,
  )
  assert.deepEqual(await read(pe({ '.text': Buffer.from('x'), '.bun': windows })), made)
  const older = Buffer.concat([bunPayload(MODULES, 1, 36), u64(0)])
  assert.deepEqual(await read(elf({ '.text': Buffer.from('x') }, older)), made)
})

test('a version is taken from the comments at the head alone', async () => {
  const text = 'const help = `\n// Version: 9.9.9\n`'
  assert.deepEqual(await read(elf({ '.bun': bunPayload([{ name: '/$bunfs/root/x', text }], 0) })), {
    by: 'bun',
    entry: 'x',
    version: null,
  })
})

test('a Bun without a payload is no program of Bun, and neither is a text that names its trailer', async () => {
  assert.equal(await read(elf({ '.bun': Buffer.alloc(16), '.text': Buffer.from('x') })), null)
  assert.equal(await read(elf({ '.rodata': Buffer.from('\n---- Bun! ----\n') })), null)
})

const blob = (path: string, more: number): Buffer =>
  Buffer.concat([u32(0x143da20, 1), Buffer.alloc(more), u64(path.length), Buffer.from(path), u64(1), Buffer.from('1')])

test('a single executable of Node tells its entry, where Node 26 and older ones put it', async () => {
  const made = { by: 'node', entry: 'my-tool.js', version: null }
  const note = (bytes: Buffer): Buffer =>
    Buffer.concat([u32(14, bytes.length, 0), Buffer.from('NODE_SEA_BLOB\0\0\0'), bytes])
  const other = Buffer.concat([u32(4, 5, 3), Buffer.from('GNU\0'), Buffer.alloc(8)])
  assert.deepEqual(await read(elf({ '.note.node.sea': note(blob('/home/lin/my-tool.js', 2)) })), made)
  assert.deepEqual(await read(elf({ '.note.node.sea': Buffer.concat([other, note(blob('my-tool.js', 0))]) })), made)
  assert.deepEqual(await read(macho(['NODE_SEA', '__NODE_SEA_BLOB'], blob('my-tool.js', 0), null)), made)
  const resources = peResources(10, 'NODE_SEA_BLOB', blob('C:\\src\\my-tool.js', 0), peAddress(1))
  assert.deepEqual(await read(pe({ '.text': Buffer.from('x'), '.rsrc': resources })), made)
  assert.equal(await read(elf({ '.note.node.sea': other })), null)
})

test('what deno compile made tells its entry', async () => {
  const made = { by: 'deno', entry: 'main.ts', version: null }
  const metadata = Buffer.from(JSON.stringify({ argv: [], entrypoint_key: 'src/main.ts' }))
  const data = Buffer.concat([Buffer.from('d3n0l4nd'), u64(metadata.length), metadata, u64(0), Buffer.from('d3n0l4nd')])
  const linux = Buffer.concat([data, u32(0x501e, data.length + 8)])
  assert.deepEqual(await read(elf({ '.text': Buffer.from('x') }, linux)), made)
  assert.deepEqual(await read(macho(['__SUI', 'd3n0l4nd'], data, null)), made)
  const resources = peResources(10, 'D3N0L4ND', data, peAddress(0))
  assert.deepEqual(await read(pe({ '.rsrc': resources })), made)
  const broken = Buffer.concat([Buffer.from('d3n0l4nd'), u64(1e9), u32(0x501e, 24)])
  assert.deepEqual(await read(elf({}, broken)), { ...made, entry: null })
})

const archive = (names: readonly [kind: string, name: string][]): Buffer => {
  const contents = names.map(([kind, name]) => {
    const text = Buffer.from(`${name}\0`)
    return Buffer.concat([big(18 + text.length, 0, 0, 0), Buffer.from(`\0${kind}`), text])
  })
  const toc = Buffer.concat(contents)
  const data = Buffer.from('archived')
  const cookie = Buffer.concat([
    Buffer.from('MEI\x0c\x0b\x0a\x0b\x0e', 'latin1'),
    big(data.length + toc.length + 88, data.length, toc.length, 312),
    Buffer.alloc(64),
  ])
  return Buffer.concat([data, toc, cookie])
}

test('what PyInstaller made tells the first script of its own, and the version of what is called so', async () => {
  const names: [string, string][] = [
    ['m', 'struct'],
    ['s', 'pyiboot01_bootstrap'],
    ['s', 'pyi_rth_inspect'],
    ['s', 'my_tool'],
    ['x', 'certifi-2026.1.4.dist-info/METADATA'],
    ['x', 'My.Tool-1.4.2.dist-info/METADATA'],
  ]
  const made = { by: 'pyinstaller', entry: 'my_tool', version: '1.4.2' }
  assert.deepEqual(await read(elf({ '.text': Buffer.from('x') }, archive(names))), made)
  const signed = Buffer.concat([pe({ '.text': Buffer.from('x') }), archive(names.slice(0, 4)), Buffer.alloc(9000)])
  assert.deepEqual(await read(signed), { ...made, version: null })
})

test('programs that carry no script are made by none', async () => {
  assert.equal(await read(elf({ '.text': Buffer.from('x') })), null)
  assert.equal(await read(pe({ '.text': Buffer.from('x') })), null)
  assert.equal(await read(macho(['__TEXT', '__text'], Buffer.from('x'), null)), null)
})
