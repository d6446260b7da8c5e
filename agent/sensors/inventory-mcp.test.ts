import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, rm, symlink, truncate } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { matchesPath } from '../../policies/language/patterns.ts'
import { openDisk } from './disk.ts'
import { explainPaths } from './explain-paths.ts'
import { fill, homeOf, scratch, wanting, whereIs } from './inventory.fixture.ts'
import { inventoryConnections } from './inventory-mcp.ts'

let dir = ''
before(async () => {
  dir = await scratch('mcp')
})
after(() => rm(dir, { recursive: true, force: true }))

const look = async (...homes: string[]) => {
  const touched: string[] = []
  const disk = openDisk(at => touched.push(at))
  const where = whereIs(dir, wanting({}), { homes: homes.map(home => homeOf(home, path.basename(home))) })
  const seen = await inventoryConnections(disk, where)
  const explained = explainPaths(where)
  const unexplained = touched.filter(at => !explained.some(pattern => matchesPath(pattern, at, null)))
  return { ...seen, notSeen: disk.notSeen(), touched, unexplained }
}

test('servers of several tools and accounts; comments do no harm; instructions are never opened', async () => {
  const [lin, mei] = [path.join(dir, 'lin'), path.join(dir, 'mei')]
  await fill(lin, {
    '.cursor/mcp.json': '{ // mine\n "mcpServers": { "docs": { "command": "npx", "args": ["x"], }, } }',
    '.codex/config.toml': '[mcp_servers.docs]\nurl = "https://docs.example/mcp"\n',
    '.config/Code/User/mcp.json': { servers: { docs: { type: 'http', url: 'https://docs.example' } } },
    '.config/zed/settings.json': { context_servers: { docs: { command: { path: 'uvx' } } } },
    '.gemini/settings.json': { theme: 'x' },
    '.codex/AGENTS.md': 'secret',
  })
  await fill(mei, {
    '.claude.json': { projects: { '/w': { mcpServers: { p: { command: 'node' } } } } },
    '.claude/CLAUDE.md': '',
  })
  const { mcpServers, instructionFiles, notSeen, touched, unexplained } = await look(lin, mei)
  assert.deepEqual(
    mcpServers.map(each => `${each.account} ${each.configOf} ${each.name} ${each.transport} ${each.target}`),
    [
      'mei claude-code p stdio node',
      'lin codex-cli docs http docs.example',
      'lin cursor docs stdio npx',
      'lin vscode docs http docs.example',
      'lin zed docs stdio uvx',
    ],
  )
  assert.deepEqual(instructionFiles, [
    { account: 'mei', path: path.join(mei, '.claude/CLAUDE.md') },
    { account: 'lin', path: path.join(lin, '.codex/AGENTS.md') },
  ])
  assert.deepEqual(notSeen, [])
  assert.ok(touched.length > 50 && !touched.some(at => at.endsWith('.md')))
  assert.deepEqual(unexplained, [])
})

test('what stands in the way is told', async () => {
  const home = path.join(dir, 'hostile')
  await fill(home, {
    '.cursor/mcp.json': '\0',
    '.gemini/settings.json': '',
    '.claude.json': '',
    '.codex/config.toml': '[',
  })
  await truncate(path.join(home, '.claude.json'), 2 ** 30)
  await mkdir(path.join(home, '.qwen'))
  await mkdir(path.join(home, '.cline/data/settings'), { recursive: true })
  await symlink('/etc/passwd', path.join(home, '.qwen/settings.json'))
  await mkdir(path.join(home, '.claude/CLAUDE.md'), { recursive: true })
  execFileSync('mkfifo', [path.join(home, '.cline/data/settings/cline_mcp_settings.json')])
  const { mcpServers, instructionFiles, notSeen } = await look(home)
  assert.deepEqual([mcpServers, instructionFiles], [[], []])
  assert.deepEqual(notSeen.map(({ what, why }) => [path.relative(home, what), why]).sort(), [
    ['.claude.json', 'is larger than 16777216 bytes'],
    ['.cline/data/settings/cline_mcp_settings.json', 'is no regular file'],
    ['.codex/config.toml', 'is not in the format TOML'],
    ['.cursor/mcp.json', 'is not in the format JSON'],
    ['.qwen/settings.json', 'is a link, or a ring of links'],
  ])
})
