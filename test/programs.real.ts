import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { copyFile, mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { rootCertificates } from 'node:tls'
import { promisify } from 'node:util'
import { type Facts, factsOf, NO_FACTS } from '../agent/identify/program/facts.ts'
import { peSignatureOf } from '../agent/identify/program/pe-signature.ts'
import { sourceOfFile } from '../agent/identify/program/source.ts'
import { fetchProgram, type ProgramName } from './real-programs.ts'

let dir = ''
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waymark-programs-'))
})
after(() => rm(dir, { recursive: true, force: true }))

const factsIn = async (path: string): Promise<Facts> => {
  const handle = await open(path)
  try {
    return await factsOf(sourceOfFile(handle, (await handle.stat()).size))
  } finally {
    await handle.close()
  }
}

const CLAUDE: Facts = { ...NO_FACTS, version: '2.1.329', made: 'bun', entry: 'cli' }
const TOLD: readonly [ProgramName, Facts][] = [
  ['claude-windows', { ...CLAUDE, signer: { name: 'Anthropic, PBC', team: null, identifier: null } }],
  [
    'claude-macos',
    { ...CLAUDE, signer: { name: 'Anthropic PBC', team: 'Q6L2SF6YDW', identifier: 'com.anthropic.claude-code' } },
  ],
  ['claude-linux', CLAUDE],
  [
    'node-windows',
    { ...NO_FACTS, version: '26.10.0', signer: { name: 'OpenJS Foundation', team: null, identifier: null } },
  ],
  ['node-macos', { ...NO_FACTS, signer: { name: 'Node.js Foundation', team: 'HX7739G8FX', identifier: 'node' } }],
]

for (const [name, facts] of TOLD)
  test(`${name}: signer, version and maker`, async () => {
    assert.deepEqual(await factsIn(await fetchProgram(name)), facts)
  })

for (const name of ['claude-windows', 'claude-macos'] as const)
  test(`${name} with one byte changed keeps its version and loses its signer`, async () => {
    const copy = join(dir, name)
    await copyFile(await fetchProgram(name), copy)
    const handle = await open(copy, 'r+')
    const [byte, at] = [Buffer.alloc(1), 100_000_000]
    await handle.read(byte, 0, 1, at)
    byte[0] = (byte[0] ?? 0) ^ 1
    await handle.write(byte, 0, 1, at)
    await handle.close()
    assert.deepEqual(await factsIn(copy), CLAUDE)
    await rm(copy)
  })

test('the authority behind Claude Code for Windows leads up to a root that Node itself believes', async () => {
  const handle = await open(await fetchProgram('claude-windows'))
  const signature = await peSignatureOf(sourceOfFile(handle, (await handle.stat()).size))
  await handle.close()
  const authority = signature?.certificates.find(
    ({ commonName }) => commonName?.includes('Code Signing') === true,
  )?.x509
  const roots = rootCertificates.map(pem => new X509Certificate(pem))
  assert.ok(authority !== undefined)
  assert.ok(roots.some(root => authority.checkIssued(root) && authority.verify(root.publicKey)))
})

test('a single executable that this Node makes is read as one', async () => {
  await writeFile(join(dir, 'my-tool.js'), 'console.log(1)\n')
  await writeFile(join(dir, 'sea.json'), JSON.stringify({ main: 'my-tool.js', output: 'my-tool' }))
  await promisify(execFile)(process.execPath, ['--build-sea', 'sea.json'], { cwd: dir, timeout: 120_000 })
  assert.deepEqual(await factsIn(join(dir, 'my-tool')), { ...NO_FACTS, made: 'node', entry: 'my-tool.js' })
})
