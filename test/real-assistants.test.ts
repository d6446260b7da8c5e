import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { withoutNetwork } from './no-network.ts'
import type { AssistantName } from './pins.ts'
import { installAssistant } from './real-assistants.ts'

const run = promisify(execFile)

/** The others are held by `real/assistants.real.ts`. */
const HERE: readonly AssistantName[] = [
  'claude-code',
  'claude-code-js',
  'claude-code-node20',
  'claude-code-node26',
  'claude-code-no-scripts',
  'qoder-cli',
]
for (const name of HERE) {
  test(`${name} is the real one, in the version that is pinned`, async () => {
    const home = await mkdtemp(join(tmpdir(), 'waymark-real-'))
    try {
      const installed = await installAssistant(name, home)
      const manifest: unknown = JSON.parse(await readFile(join(installed.root, 'package.json'), 'utf8'))
      assert.ok(manifest !== null && typeof manifest === 'object' && 'version' in manifest)
      assert.equal(manifest.version, installed.version)
      assert.ok((await realpath(installed.command)).startsWith(await realpath(home)), 'it runs out of its own home')
      if (name === 'claude-code-no-scripts') return
      const alone = withoutNetwork(installed.command, ['--version'])
      const said = await run(alone.file, alone.args, { env: { HOME: home, PATH: process.env.PATH } })
      assert.match(said.stdout, new RegExp(installed.version.replaceAll('.', '\\.')))
    } finally {
      await rm(home, { recursive: true, force: true })
    }
  })
}
