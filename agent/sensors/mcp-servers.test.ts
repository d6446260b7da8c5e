import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { McpPlace } from './mcp-places.ts'
import { parseMcpServers, programIn } from './mcp-servers.ts'

const json: McpPlace = { configOf: 'x', file: '~/x', format: 'json', at: [['mcpServers']] }
const toml: McpPlace = { ...json, format: 'toml', at: [['mcp_servers']] }
const of = async (servers: object, place: McpPlace = json) =>
  parseMcpServers(JSON.stringify({ mcpServers: servers }), place, 100)

test('what is told of a server holds no argument, variable, header, path or key', async () => {
  const secret = 'SECRET'
  const told = await of({
    files: { command: `/home/${secret}/bin/server-files`, args: [secret], env: { KEY: secret }, cwd: secret },
    line: { command: `npx -y ${secret}` },
    assigned: { command: `KEY=${secret} npx` },
    windows: { command: `C:\\Program Files\\nodejs\\node.exe ${secret}` },
    zed: { command: { path: '/usr/bin/uvx', args: [secret] } },
    list: { type: 'local', command: ['bunx', secret] },
    web: {
      url: `https://${secret}:${secret}@mcp.example:8443/${secret}?key=${secret}`,
      headers: { Authorization: secret },
    },
    old: { type: 'sse', url: 'http://127.0.0.1:3000/sse' },
    gemini: { httpUrl: 'https://a.example/mcp' },
    windsurf: { serverUrl: 'https://b.example/sse' },
    odd: { url: `\${HOST}/${secret}` },
    file: { url: `file:///${secret}` },
  })
  assert.ok(!JSON.stringify(told).toUpperCase().includes(secret))
  assert.deepEqual(
    told?.map(({ name, transport, target }) => [name, transport, target]),
    [
      ['files', 'stdio', 'server-files'],
      ['line', 'stdio', 'npx'],
      ['assigned', 'stdio', null],
      ['windows', 'stdio', 'node.exe'],
      ['zed', 'stdio', 'uvx'],
      ['list', 'stdio', 'bunx'],
      ['web', 'http', 'mcp.example'],
      ['old', 'sse', '127.0.0.1'],
      ['gemini', 'http', 'a.example'],
      ['windsurf', 'http', 'b.example'],
      ['odd', 'http', null],
      ['file', 'http', null],
    ],
  )
})

test('TOML, servers of projects, and the same one once', async () => {
  const source =
    '[mcp_servers.docs]\ncommand = "uvx"\nargs = ["x"]\n[mcp_servers.docs.env]\nKEY = "x"\n[mcp_servers.web]\nurl = "https://a.example/mcp"\n'
  assert.deepEqual(await parseMcpServers(source, toml, 100), [
    { name: 'docs', transport: 'stdio', target: 'uvx' },
    { name: 'web', transport: 'http', target: 'a.example' },
  ])
  const claude: McpPlace = { ...json, at: [['mcpServers'], ['projects', '*', 'mcpServers']] }
  const a = { a: { command: 'npx' } }
  const text = JSON.stringify({
    mcpServers: a,
    projects: { '/p': { mcpServers: { ...a, b: { command: 'npx' } } }, '/q': 7 },
  })
  assert.deepEqual(
    (await parseMcpServers(text, claude, 100))?.map(({ name }) => name),
    ['a', 'b'],
  )
})

test('what is malformed is left out, and no more is told than is said', async () => {
  assert.deepEqual(
    await of({ a: null, b: 7, c: [], d: {}, e: { command: 7 }, f: { command: [] }, '': { command: 'x' } }),
    [],
  )
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`s${i}`, { command: 'x' }]))
  assert.equal((await of(many))?.length, 100)
  for (const text of ['null', '[]', '7', '{"mcpServers":[]}', '{"mcpServers":{"__proto__":{}}}'])
    assert.deepEqual(await parseMcpServers(text, json, 9), [])
  for (const text of ['', '{', '\0', '='.repeat(10)]) assert.equal(await parseMcpServers(text, json, 9), null)
  for (const text of ['a = [', '\0', '[['.repeat(20_000)]) assert.equal(await parseMcpServers(text, toml, 9), null)
})

test('programs', () => {
  assert.equal(programIn('"/opt/my tools/run" --x'), 'run')
  assert.equal(programIn('C:/x/uvx.EXE'), 'uvx.EXE')
  for (const command of ['', ' ', '/', '$(x)', 'a\u202eb', '"']) assert.equal(programIn(command), null, command)
})
