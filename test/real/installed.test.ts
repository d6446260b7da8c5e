import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { AssistantName } from '../pins.ts'
import { installAssistant } from '../real-assistants.ts'
import { scan, waymark } from './scan.ts'

let dir = ''
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waymark-scan-'))
})
after(() => rm(dir, { recursive: true, force: true }))

const homeOf = async (name: string): Promise<string> => {
  const home = join(dir, name)
  await mkdir(home, { recursive: true })
  return home
}

const FORMS: readonly AssistantName[] = [
  'claude-code-node20',
  'claude-code-node26',
  'claude-code-no-scripts',
  'claude-code-js',
]
for (const form of FORMS)
  test(`${form}: one banned detection, proved by package, content and settings`, async () => {
    const home = await homeOf(form)
    const installed = await installAssistant(form, home)
    await writeFile(join(home, '.claude.json'), '{}')
    const { exit, detections } = await scan(['--home', home], dir)
    const [found, ...more] = detections
    assert.ok(found !== undefined)
    assert.deepEqual(more, [])
    assert.equal(exit, 1)
    assert.equal(found.tool, 'claude-code')
    assert.equal(found.version, installed.version)
    assert.equal(found.verdict, 'banned')
    assert.equal(found.rule, 'claude-code')
    assert.equal(found.state, 'present')
    assert.equal(found.path, '~/.npm-global/lib/node_modules/@anthropic-ai/claude-code')
    assert.equal(found.inside, undefined)
    const matched = Object.fromEntries(found.evidence.map(each => [each.indicator, each.matched]))
    assert.equal(matched['claude-code/npm-anthropic-ai-claude-code'], `@anthropic-ai/claude-code ${installed.version}`)
    assert.equal(matched['claude-code/texts'], '12 of 12 texts')
    assert.equal(matched['claude-code/settings-file'], '~/.claude.json')
    assert.ok(!JSON.stringify(found).includes(dir), 'no path of the machine is told')
  })

test('only the chosen assistant: found, sanctioned, exit 0', async () => {
  const home = await homeOf('qoder')
  await installAssistant('qoder-cli', home)
  const { exit, detections } = await scan(['--home', home], dir)
  assert.equal(exit, 0)
  assert.deepEqual(
    detections.map(({ tool, verdict, version }) => ({ tool, verdict, version })),
    [{ tool: 'qoder-cli', verdict: 'sanctioned', version: '1.1.52' }],
  )
})

test('the same detection has the same id, in words as in JSON, with a cache and without', async () => {
  const home = join(dir, 'claude-code-js')
  const state = await homeOf('state/agent')
  const first = await scan(['--home', home], join(state, '..'))
  const second = await scan(['--home', home], join(state, '..'))
  const without = await scan(['--home', home], dir)
  const ids = [first, second, without].map(({ detections }) => detections[0]?.id)
  assert.match(ids[0] ?? '', /^[0-9a-f]{16}$/)
  assert.deepEqual(new Set(ids).size, 1)
  const words = await waymark(['scan', '--home', home], dir)
  assert.equal(words.exit, 1)
  assert.match(words.stdout, /^1 AI coding assistant found; banned here: Claude Code\.\n/)
  assert.ok(words.stdout.split('\n').every(line => line.length <= 80))
})

test('settings that are left behind are a trace, and no reason to fail', async () => {
  const home = await homeOf('left')
  await writeFile(join(home, '.claude.json'), '{}')
  const { exit, detections } = await scan(['--home', home], dir)
  assert.equal(exit, 0)
  assert.deepEqual(
    detections.map(({ tool, state, path }) => ({ tool, state, path })),
    [{ tool: 'claude-code', state: 'trace', path: '~/.claude.json' }],
  )
})

test('names alone are nothing: a folder, a script and a home called claude', async () => {
  const home = await homeOf('claude')
  for (const folder of ['claude', '.local/bin', 'bin', '.npm-global/bin'])
    await mkdir(join(home, folder), { recursive: true })
  for (const folder of ['.local/bin', 'bin', '.npm-global/bin']) {
    await writeFile(join(home, folder, 'claude'), '#!/bin/sh\necho claude code\n')
    await chmod(join(home, folder, 'claude'), 0o755)
  }
  const { exit, detections } = await scan(['--home', home], dir)
  assert.deepEqual(detections, [])
  assert.equal(exit, 0)
})

const broken = [
  { why: 'a home that is not there', args: ['--home', '/no/such/home'], says: /^waymark: no such folder: \/no\/such/ },
  {
    why: 'a policy that is not there',
    args: ['--policy', '/no/such.yaml'],
    says: /^waymark: the policy cannot be read/,
  },
  { why: 'a flag that is not there', args: ['--frob'], says: /^waymark: not understood: .*--frob/ },
  { why: 'a catalog that holds nothing', args: ['--catalog', '/proc/self/fdinfo'], says: /^waymark: no catalog/ },
]
for (const { why, args, says } of broken)
  test(`${why}: exit 2, in words`, async () => {
    const { exit, stdout, stderr } = await waymark(['scan', '--json', ...args], dir)
    assert.equal(exit, 2)
    assert.equal(stdout, '')
    assert.match(stderr, says)
  })

test('a faulty policy: each fault with its line, exit 2', async () => {
  const file = join(dir, 'policy.yaml')
  await writeFile(file, 'policy: p\nsanctioned: qoder\nunreviewed: notify\nrules:\n  - { id: r, verdict: baned }\n')
  const { exit, stderr } = await waymark(['scan', '--policy', file], dir)
  assert.equal(exit, 2)
  assert.match(stderr, /policy\.yaml:5:\d+ /)
  assert.match(stderr, /\nwaymark: this policy does not hold: /)
})
