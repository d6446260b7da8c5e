import assert from 'node:assert/strict'
import { chmod, chown, mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { openDisk } from './disk.ts'
import { homeOf, scratch, wanting, whereIs } from './inventory.fixture.ts'
import { inventoryConnections } from './inventory-mcp.ts'
import { openReadAside } from './mcp-aside.ts'

const KIB = 1024
const MIB = 1024 ** 2
/** CPU time of ours, ms. */
const MOST = 100
const OWNER = process.getuid?.() === 0 ? 64_101 : (process.getuid?.() ?? 0)

let dir = ''
before(async () => {
  dir = await scratch('bombs')
  await mkdir(path.join(dir, '.codex'))
  await chmod(dir, 0o755)
  for (const name of ['', '.codex']) await chown(path.join(dir, name), OWNER, OWNER)
})
after(() => rm(dir, { recursive: true, force: true }))

const look = async (file: string, text: string) => {
  await writeFile(path.join(dir, file), text)
  await chown(path.join(dir, file), OWNER, OWNER)
  const disk = openDisk()
  const where = whereIs(dir, wanting({}), { homes: [{ ...homeOf(dir), uid: OWNER }] })
  const begun = process.cpuUsage()
  const { mcpServers } = await inventoryConnections(disk, where)
  const { user, system } = process.cpuUsage(begun)
  await rm(path.join(dir, file))
  return { mcpServers, notSeen: disk.notSeen(), cpu: (user + system) / 1000 }
}

const filled = (bytes: number, unit: string): string => unit.repeat(Math.floor(bytes / unit.length))
const lines = (bytes: number, line: (i: number) => string): string => {
  const all: string[] = []
  for (let i = 0, length = 0; length < bytes; i++) length += all[all.push(line(i)) - 1]?.length ?? bytes
  return all.join('\n')
}
const bombs: readonly [what: string, file: string, text: string, told: RegExp | null][] = [
  ['nested lists, small', '.claude.json', filled(120 * KIB, '['), /^is not in the format JSON$/],
  ['nested objects, small', '.claude.json', filled(120 * KIB, '{"a":'), /^is not in the format JSON$/],
  ['commas behind comments, small', '.claude.json', `//\n${filled(120 * KIB, ',')}`, /^is not in the format JSON$/],
  ['nested lists', '.claude.json', filled(15 * MIB, '['), /^could not be read: its reader took too long/],
  ['too large', '.claude.json', filled(17 * MIB, '['), /^is larger than 16777216 bytes$/],
  ['nested lists, small', '.codex/config.toml', `a=${filled(30 * KIB, '[')}`, /^is not in the format TOML$/],
  ['dotted keys, small', '.codex/config.toml', `a${filled(30 * KIB, '.a')}=1`, null],
  ['dotted keys', '.codex/config.toml', `a${filled(1000 * KIB, '.a')}=1`, /^(?:could not be read|is not)|^$/],
  ['tables', '.codex/config.toml', lines(900 * KIB, i => `[[a.b${i}]]`), /^could not be read|^$/],
]
for (const [what, file, text, told] of bombs)
  test(`F53: ${file}: ${what}: costs us little, and is told`, async t => {
    const { mcpServers, notSeen, cpu } = await look(file, text)
    t.diagnostic(`${Math.round(cpu)} ms: ${notSeen[0]?.why ?? 'nothing to tell'}`)
    assert.deepEqual(mcpServers, [])
    assert.match(notSeen[0]?.why ?? '', told ?? /^$/)
    if (notSeen[0] !== undefined) assert.equal(notSeen[0].what, path.join(dir, file))
    assert.ok(cpu < MOST, `${cpu} ms`)
  })

test('what is large and no bomb is read like any other, with the rights of its account', async () => {
  const large = { history: 'x'.repeat(2 * MIB), mcpServers: { docs: { command: 'npx', args: ['secret'] } } }
  const { mcpServers, notSeen } = await look('.claude.json', JSON.stringify(large))
  assert.deepEqual(notSeen, [])
  assert.deepEqual(mcpServers, [
    { account: 'lin', configOf: 'claude-code', name: 'docs', transport: 'stdio', target: 'npx' },
  ])
})

test('of many large files eight are read, one after the other; an answer that is none is a fault', async () => {
  let running = 0
  let most = 0
  const aside = openReadAside(async () => {
    most = Math.max(most, ++running)
    await new Promise(resolve => setImmediate(resolve))
    running--
    return { servers: [{ name: 'x', transport: 'stdio', target: 'x', token: 'secret' }] }
  })
  const place = { configOf: 'x', file: 'x', format: 'json', at: [] } as const
  const asked = Array.from({ length: 10 }, () => aside('x', place, { uid: 1, bytes: 1, most: 1 }))
  const told = (await Promise.all(asked)).map(answer => ('fault' in answer ? answer.fault : ''))
  assert.equal(most, 1)
  assert.deepEqual(told.slice(0, 8), new Array(8).fill('could not be read: its reader said something else'))
  assert.deepEqual(told.slice(8), new Array(2).fill('is one of more than 8 files as large as that'))
})
