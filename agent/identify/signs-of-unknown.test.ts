import assert from 'node:assert/strict'
import { chown, mkdir, mkdtemp, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { conclude } from '../../policies/decide/conclude.ts'
import type { Indicator } from '../../policies/language/catalog-entry.ts'
import type { Home, Observation, ProcessSeen } from '../sensors/observation.ts'
import type { Finding } from './finding.ts'
import { type Identifier, openIdentifier } from './identifier.ts'
import { compileCatalog } from './matchers.ts'
import { readPackageJson } from './package-json.ts'
import { NO_FACTS } from './program/facts.ts'
import { entry } from './sample.ts'
import type { Sign } from './sign.ts'
import type { Bench, File } from './signs-of-file.ts'
import { signsOfUnknownFile } from './signs-of-unknown.ts'

const group = (id: string): Indicator => ({
  id,
  kind: 'content',
  strength: 'weak',
  atLeast: 2,
  texts: ['-first', '-second', '-third'].map(end => [`words of ${id}`, end]),
})
const holds = (...groups: string[]): string => groups.map(id => `words of ${id}-first, words of ${id}-third`).join('\n')
const ALL = holds('shell-tools', 'edit-tools', 'prompts')

const [tool, unknown] = entry('unknown-assistant', ['shell-tools', 'edit-tools', 'prompts', 'loop'].map(group))
const combined = {
  atLeast: 3,
  all: ['shell-tools'],
  contributes: ['chatParticipants'],
  except: [{ ecosystem: 'npm' as const, name: 'reviewed', because: 'we looked' }],
}
const catalog = new Map([
  entry('one', [
    { id: 'npm', kind: 'package', strength: 'strong', ecosystem: 'npm', name: 'one' },
    { id: 'npm-perhaps', kind: 'package', strength: 'weak', ecosystem: 'npm', name: 'perhaps-one' },
    { id: 'name', kind: 'process', strength: 'weak', name: 'one' },
    { id: 'ext', kind: 'extension', strength: 'strong', family: 'vscode', extension: 'maker.one' },
  ]),
  [tool, { ...unknown, combined }],
])

let home = ''
let homes: Home[] = []
let identifier: Identifier
before(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'waymark-unknown-')))
  homes = [{ account: 'lin', uid: 1000, home }]
  identifier = openIdentifier({ catalog, cacheFile: null, log: () => {} })
})
after(async () => {
  await identifier.close()
  await rm(home, { recursive: true, force: true })
})

const put = async (file: string, content: string): Promise<string> => {
  const path = join(home, file)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content)
  return path
}
/** A package in a global tree, with a command; `files` by their path within it. */
const npm = async (name: string, files: Record<string, string>, more: object = {}): Promise<Observation> => {
  const root = `npm/lib/node_modules/${name}`
  await put(`${root}/package.json`, JSON.stringify({ name, version: '1.2.3', bin: 'cli.js', author: 'Kim', ...more }))
  for (const [file, content] of Object.entries({ 'cli.js': 'import("./dist.js")', ...files }))
    await put(`${root}/${file}`, content)
  return seenAt(name)
}
const seenAt = (name: string, inside: string | null = null): Observation => {
  const root = join(home, 'npm/lib/node_modules', name)
  const programs = [join(root, 'cli.js')]
  return { kind: 'package', ecosystem: 'npm', account: 'lin', name, version: '1.2.3', root, inside, programs }
}
const runs = (script: string): ProcessSeen => ({
  kind: 'process',
  pid: 7,
  started: 70,
  account: 'lin',
  name: 'node',
  argv0: 'node',
  program: '/usr/bin/env',
  open: '/usr/bin/env',
  script,
  terminal: null,
})
const found = async (...seen: Observation[]): Promise<Finding[]> => (await identifier.identify(seen, homes)).findings
const only = async (...seen: Observation[]): Promise<Finding> => {
  const [finding, ...more] = await found(...seen)
  assert.ok(finding !== undefined && more.length === 0, JSON.stringify(more))
  return finding
}

test('a package is told by what lies in all its files, with who made it and which words were found', async () => {
  const seen = await npm('clever', { 'dist.js': holds('shell-tools', 'prompts'), 'chunks/b.mjs': holds('edit-tools') })
  const finding = await only(seen)
  assert.deepEqual(finding.origin, { publisher: 'Kim', package: 'clever' })
  assert.equal(finding.tool, 'unknown-assistant')
  assert.equal(finding.version, '1.2.3')
  assert.equal(finding.install, join(home, 'npm/lib/node_modules/clever'))
  assert.equal(finding.process, null)
  assert.deepEqual(
    finding.evidence.map(({ indicator, strength, matched }) => [indicator, strength, matched]),
    [
      ['unknown-assistant/combined', 'strong', '3 of 4 groups: shell tools, edit tools, prompts'],
      ...['edit-tools', 'prompts', 'shell-tools'].map(id => [
        `unknown-assistant/${id}`,
        'weak',
        `2 of 3 texts of ${id.replace('-', ' ')}: words of ${id}-first, words of ${id}-third`,
      ]),
    ],
  )
  assert.equal(conclude(finding.evidence).is, 'detection')
})

test('its command, running, is the same install; found by the process alone as well', async () => {
  const seen = await npm('runner', { 'dist.js': ALL })
  const process = runs(join(home, 'npm/lib/node_modules/runner/cli.js'))
  const present = await only(seen)
  for (const finding of [await only(seen, process), await only(process)]) {
    assert.equal(finding.install, present.install)
    assert.deepEqual(finding.origin, present.origin)
    assert.equal(finding.inside, null)
    assert.equal(finding.process?.pid, 7)
  }
})

/** A signed program of Windows, as the worker read it: nobody here can sign one under a name that is believed. */
const signed = async (found: readonly number[], whole: readonly number[]): Promise<Sign[]> => {
  const matchers = compileCatalog(catalog, 'linux')
  const read = async (): Promise<never> => assert.fail('it was read')
  const bench: Bench = {
    matchers,
    manifests: { above: read, forget: () => {} },
    homes,
    read,
    packageJson: readPackageJson,
    readPackage: async () => whole,
    ahead: new Map(),
    brought: new Map(),
    missed: () => {},
  }
  const at = await put('signed/node_modules/kit/package.json', JSON.stringify({ name: 'kit', bin: 'kit.exe' }))
  const above = {
    root: dirname(at),
    name: 'kit',
    version: '1.0.0',
    publisher: null,
    programs: [join(dirname(at), 'kit.exe')],
  }
  const file: File = {
    path: join(dirname(at), 'kit.exe'),
    worth: 'program',
    account: 'lin',
    names: [],
    also: [],
    process: null,
  }
  const facts = { ...NO_FACTS, signer: { name: 'Kit, Inc.', team: null, identifier: null } }
  const scanned = { sha256: 'a'.repeat(64), bytes: 9, found, facts }
  const around = whole.length === 0 ? [] : [above]
  return [...(await signsOfUnknownFile({ file, scanned, above: around, signs: [] }, bench))]
}
const every = compileCatalog(catalog, 'linux').texts.map((_, place) => place)

test('who signed it is told, for policies that speak of signers', async () => {
  for (const whole of [[], every]) {
    const [sign] = await signed(every, whole)
    assert.deepEqual([sign?.tool, sign?.signer], ['unknown-assistant', 'Kit, Inc.'])
  }
})
test('who signed a program that a package brings along has not signed the package', async () => {
  const [sign] = await signed([], every)
  assert.deepEqual([sign?.origin?.package, sign?.signer], ['kit', undefined])
})

test('a script that belongs to no package is told by its own name', async () => {
  const script = await put('tools/helper.mjs', ALL)
  const finding = await only(runs(script))
  assert.deepEqual([finding.install, finding.origin?.package], [script, 'helper.mjs'])
  assert.match(finding.sha256 ?? '', /^[0-9a-f]{64}$/)
})

test('packages of the same scope are read with it, others only with a mere launcher', async () => {
  const big = `//${'x'.repeat(1_100_000)}`
  const at = 'npm/lib/node_modules'
  const launcher = await npm('@maker/launcher', {}, { dependencies: { engine: '1' } })
  await put(`${at}/engine/package.json`, JSON.stringify({ name: 'engine', version: '1.0.0' }))
  await put(`${at}/engine/main.js`, ALL)
  assert.equal((await only(launcher)).origin?.package, '@maker/launcher')
  assert.deepEqual(await found(await npm('@maker/whole', { 'dist.js': big }, { dependencies: { engine: '1' } })), [])
  await put(`${at}/@maker/engine/package.json`, JSON.stringify({ name: '@maker/engine', version: '1.0.0' }))
  await put(`${at}/@maker/engine/main.js`, ALL)
  const kin = await npm('@maker/kin', { 'dist.js': big }, { dependencies: { '@maker/engine': '1' } })
  assert.equal((await only(kin)).origin?.publisher, 'Kim')
})

test('the program for this platform is read, wherever it is called so', async () => {
  const native = `${ALL}${'\0'.repeat(1024 * 1024)}`
  const seen = await npm('native', {}, { optionalDependencies: { 'native-here': '1', 'native-kit': '1' } })
  const parts = { name: 'native-here', version: '1.0.0', os: ['linux'] }
  await put('npm/lib/node_modules/native-here/package.json', JSON.stringify(parts))
  await put('npm/lib/node_modules/native-here/native', native)
  assert.equal((await only(seen)).origin?.package, 'native')
})

const not: { why: string; seen: () => Promise<Observation> }[] = [
  { why: 'one of the groups is missing', seen: () => npm('few', { 'dist.js': holds('shell-tools', 'prompts') }) },
  {
    why: 'enough groups, but not the one that has to be there',
    seen: () => npm('talks', { 'dist.js': holds('edit-tools', 'prompts', 'loop') }),
  },
  { why: 'an entry names the package', seen: () => npm('one', { 'dist.js': ALL }) },
  { why: 'somebody has looked at it', seen: () => npm('reviewed', { 'dist.js': ALL }) },
  {
    why: 'only what it depends on is one',
    seen: () => npm('user', { 'dist.js': `//${'x'.repeat(1_100_000)}`, 'node_modules/agent/index.js': ALL }),
  },
  {
    why: 'only its documents speak of it',
    seen: () => npm('docs', { 'README.md': ALL, 'types.d.ts': ALL, LICENSE: ALL }),
  },
]
for (const { why, seen } of not)
  test(`not: ${why}`, async () => {
    const tools = (await found(await seen())).map(finding => finding.tool)
    assert.ok(!tools.includes('unknown-assistant'), tools.join())
  })
test('not: what an entry names weakly, running', async () => {
  await npm('perhaps-one', { 'dist.js': ALL })
  const script = await put('npm/lib/node_modules/perhaps-one/cli.js', ALL)
  assert.deepEqual(
    (await found(runs(script))).filter(({ tool }) => tool === 'unknown-assistant'),
    [],
  )
})
test('not: what came along with another package', async () => {
  await npm('along', { 'dist.js': ALL })
  assert.deepEqual(await found(seenAt('along', 'other')), [])
})
test('not: files of somebody else, to which a link in the folder leads', async t => {
  if (process.getuid?.() !== 0) return t.skip('only root can give files away')
  const seen = await npm('link', {}, { dependencies: { secret: '1' } })
  const secret = await put('elsewhere/secret/package.json', JSON.stringify({ name: 'secret', version: '1.0.0' }))
  await put('elsewhere/secret/main.js', ALL)
  await chown(secret, 12345, 12345)
  await symlink(dirname(secret), join(home, 'npm/lib/node_modules/secret'))
  assert.deepEqual(await found(seen), [])
})

test('a package is read once for each state of its manifest', async () => {
  const seen = await npm('later', { 'dist.js': holds('prompts') })
  assert.deepEqual(await found(seen), [])
  await put('npm/lib/node_modules/later/dist.js', ALL)
  assert.deepEqual(await found(seen), [], 'nothing was installed since')
  await utimes(join(home, 'npm/lib/node_modules/later/package.json'), 1, 1)
  assert.equal((await only(seen)).origin?.package, 'later')
})

test('a package of pip by the modules that its command starts, also when the command runs', async () => {
  const site = 'venv/lib/python3.13/site-packages'
  const command = await put('venv/bin/helper', '#!/usr/bin/python3\nfrom helper.main import main')
  const main = await put(`${site}/helper/main.py`, holds('shell-tools'))
  await put(`${site}/helper/deep/agent.py`, holds('prompts', 'edit-tools'))
  const root = dirname(await put(`${site}/helper-0.3.dist-info/METADATA`, 'Name: helper'))
  const seen: Observation = {
    kind: 'package',
    ecosystem: 'pip',
    account: 'lin',
    name: 'helper',
    version: '0.3',
    root,
    inside: null,
    publisher: 'Ada',
    programs: [command, main],
  }
  const finding = await only(seen, runs(command))
  assert.deepEqual(finding.origin, { publisher: 'Ada', package: 'helper' })
  assert.deepEqual([finding.install, finding.inside, finding.process?.pid], [root, null, 7])
})

test('an extension is told by what it adds to its editor, and only then', async () => {
  const extension = async (name: string, contributes: object): Promise<Observation> => {
    const root = dirname(await put(`ext/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', contributes })))
    return { kind: 'extension', family: 'vscode', account: 'lin', extension: `maker.${name}`, version: '1.0.0', root }
  }
  const finding = await only(await extension('chat', { chatParticipants: [{ id: 'x' }] }))
  assert.deepEqual(finding.origin, { publisher: 'maker', package: 'maker.chat' })
  assert.deepEqual(
    finding.evidence.map(({ kind, matched }) => [kind, matched]),
    [['extension', 'maker.chat 1.0.0, which adds chatParticipants']],
  )
  assert.deepEqual(await found(await extension('tools', { languageModelTools: [{}], commands: [{}] })), [])
  assert.deepEqual(
    (await found(await extension('one', { chatParticipants: [{}] }))).map(each => each.tool),
    ['one'],
  )
})
