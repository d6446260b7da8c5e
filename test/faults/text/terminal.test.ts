import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { waymark } from '../../real/scan.ts'
import { HOSTILE_NAMES } from './hostile-names.ts'

/** Whatever moves the cursor, hides or turns round what is read. Lines may end. */
const DECEIVING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]/u

/** Names that a folder can have. */
const OF_FOLDERS = HOSTILE_NAMES.filter(({ name }) => !/[\0/]/.test(name) && name.length < 200 && name.isWellFormed())

test('F54: hostile names are literal text in what `scan` prints, for people and for programs', async t => {
  const dir = await mkdtemp(join(tmpdir(), 'waymark-terminal-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  const homes: string[] = []
  for (const { name } of OF_FOLDERS) {
    const home = join(dir, 'homes', `x${name}`)
    const installed = join(home, '.npm-global', 'lib', 'node_modules', '@anthropic-ai', 'claude-code')
    await mkdir(installed, { recursive: true })
    const bin = { claude: 'cli.js' }
    await writeFile(
      join(installed, 'package.json'),
      JSON.stringify({ name: '@anthropic-ai/claude-code', version: name, bin }),
    )
    await writeFile(join(installed, 'cli.js'), '')
    homes.push('--home', home)
  }
  const servers = Object.fromEntries(HOSTILE_NAMES.map(({ name }) => [name, { command: name }]))
  await writeFile(join(homes[1] ?? '', '.claude.json'), JSON.stringify({ mcpServers: servers }))

  const { exit, stdout, stderr } = await waymark(['scan', ...homes], join(dir, 'state'))
  assert.equal(exit, 1, stderr)
  assert.equal(DECEIVING.exec(stdout)?.index ?? -1, -1, JSON.stringify(stdout))
  assert.equal(DECEIVING.exec(stderr)?.index ?? -1, -1, JSON.stringify(stderr))
  // Lines break between words.
  const read = stdout.replace(/\s+/g, ' ')
  for (const { why, shown } of OF_FOLDERS) assert.ok(read.includes(shown.trim().replace(/\s+/g, ' ')), why)

  const json = await waymark(['scan', '--json', ...homes], join(dir, 'state'))
  assert.equal(DECEIVING.exec(json.stdout)?.index ?? -1, -1)
  const { detections, mcpServers } = JSON.parse(json.stdout) as {
    detections: { version: string }[]
    mcpServers: { name: string }[]
  }
  const versions = detections.map(({ version }) => version)
  for (const { why, shown } of OF_FOLDERS) assert.ok(versions.includes(shown), `${why}: ${JSON.stringify(versions)}`)
  assert.ok(mcpServers.length > 30, `${mcpServers.length} servers`)
})
