import assert from 'node:assert/strict'
import { mkdir, mkdtemp, realpath, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { startWorker } from '../programs.ts'
import type { Home, Observation, ProcessSeen } from '../sensors/observation.ts'
import type { Finding } from './finding.ts'
import { type Identifier, openIdentifier, type ReaderName } from './identifier.ts'
import { entry } from './sample.ts'

const MARKERS = ['markers-of-one-first', 'markers-of-one-second', 'markers-of-one-third']
const catalog = new Map([
  entry('one', [
    { id: 'npm', kind: 'package', strength: 'strong', ecosystem: 'npm', name: '@one/cli' },
    { id: 'npm-any', kind: 'package', strength: 'strong', ecosystem: 'npm', name: '@one/cli-*' },
    { id: 'pip', kind: 'package', strength: 'strong', ecosystem: 'pip', name: 'one' },
    {
      id: 'texts',
      kind: 'content',
      strength: 'conclusive',
      atLeast: 2,
      texts: MARKERS.map(text => [text.slice(0, 4), text.slice(4)]),
    },
    { id: 'name', kind: 'process', strength: 'weak', name: 'one' },
    { id: 'link', kind: 'path', strength: 'weak', path: '~/bin/one' },
    { id: 'conf', kind: 'config', strength: 'weak', path: '~/.one.json' },
  ]),
  entry('one-editor', [{ id: 'ext', kind: 'extension', strength: 'strong', family: 'vscode', extension: 'maker.one' }]),
])

let home = ''
let homes: Home[] = []
let identifier: Identifier
before(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'waymark-identify-')))
  homes = [{ account: 'lin', uid: 1000, home }]
  identifier = openIdentifier({ catalog, cacheFile: null, log: () => {} })
})
after(async () => {
  await identifier.close()
  await rm(home, { recursive: true, force: true })
})

const put = async (file: string, content: string | Buffer = MARKERS.join(' ')): Promise<string> => {
  const path = join(home, file)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content)
  return path
}
const manifest = (folder: string, content: object): Promise<string> =>
  put(join(folder, 'package.json'), JSON.stringify(content))
const runs = (program: string, more: Partial<ProcessSeen> = {}): ProcessSeen => ({
  kind: 'process',
  pid: 5,
  started: 50,
  account: 'lin',
  name: 'something',
  argv0: null,
  program,
  open: program,
  script: null,
  terminal: null,
  ...more,
})
const found = async (...seen: Observation[]): Promise<Finding[]> => (await identifier.identify(seen, homes)).findings
const only = async (...seen: Observation[]): Promise<Finding> => {
  const [finding, ...more] = await found(...seen)
  assert.ok(finding !== undefined && more.length === 0)
  return finding
}
const words = ({ evidence }: Finding): string[] => evidence.map(({ kind, matched }) => `${kind} ${matched}`)

test('program, platform package and manifest of one install are one finding, running or not', async () => {
  const root = 'npm/node_modules/@one/cli'
  await manifest(root, { name: '@one/cli', version: '1.2.3', bin: { one: './bin/one.exe' } })
  const command = await put(`${root}/bin/one.exe`)
  await manifest(`${root}/node_modules/@one/cli-linux-x64`, { name: '@one/cli-linux-x64', version: '1.2.3' })
  const native = await put(`${root}/node_modules/@one/cli-linux-x64/one`)
  const seen = {
    kind: 'package',
    ecosystem: 'npm',
    account: 'lin',
    name: '@one/cli',
    version: '1.2.3',
    root: join(home, root),
    inside: null,
    programs: [command],
  } as const
  const present = await only(seen)
  assert.equal(present.install, join(home, root))
  assert.equal(present.version, '1.2.3')
  assert.equal(present.process, null)
  assert.deepEqual(words(present), ['package @one/cli 1.2.3', 'content 3 of 3 texts'])
  for (const program of [command, native]) {
    const running = await only(seen, runs(program))
    assert.equal(running.install, present.install)
    assert.deepEqual(running.process, { pid: 5, started: 50, terminal: null })
    const alone = await only(runs(program))
    assert.equal(alone.install, present.install, 'a process alone is told in the same place')
    assert.equal(alone.version, '1.2.3')
    assert.equal(alone.inside, null)
  }
})

test('a script of the package that is no command of it does not make it run', async () => {
  const root = 'installing/node_modules/@one/cli'
  await manifest(root, { name: '@one/cli', version: '2.0.0', bin: 'cli.js' })
  const [install, cli] = [await put(`${root}/install.cjs`, 'no marker'), await put(`${root}/cli.js`, 'no marker')]
  const node = await put('node', 'small')
  assert.equal((await only(runs(node, { script: install }))).process, null)
  assert.equal((await only(runs(node, { script: cli }))).process?.pid, 5)
})

test('a copy under another name is found where it lies; what is inside another package is told so', async () => {
  const copy = await put('bin/vim', Buffer.alloc(9 * 1024 ** 2, MARKERS.join('\0')))
  const vim = await only(runs(copy))
  assert.deepEqual([vim.install, vim.inside, vim.version], [copy, null, null])
  assert.deepEqual(words(vim), ['content 3 of 3 texts'])

  await manifest('lib/node_modules/test-tool', { name: 'test-tool', version: '1.0.0' })
  await manifest('lib/node_modules/test-tool/node_modules/sdk', { name: 'sdk', version: '1.0.0' })
  const deep = await put('lib/node_modules/test-tool/node_modules/sdk/vendor.mjs')
  assert.equal((await only(runs(copy.replace('vim', 'none'), { script: deep }))).inside, 'test-tool')

  await manifest('lib/node_modules/is-odd', { name: 'is-odd', version: '3.0.0' })
  const odd = await put('lib/node_modules/is-odd/index.mjs')
  assert.equal((await only(runs('/none', { script: odd }))).inside, 'is-odd')

  await manifest('.vscode/extensions/maker.one-1.0', { name: 'one', publisher: 'Maker', version: '1.0' })
  const shipped = await put('.vscode/extensions/maker.one-1.0/native/one')
  assert.equal((await only({ kind: 'program', account: 'lin', found: shipped, path: shipped })).inside, 'maker.one')
})

test('what has the name and not the content is nothing', async () => {
  const script = await put('bin/one', '#!/bin/sh\necho one\n')
  const program = { kind: 'program', account: 'lin', found: script, path: script } as const
  const process = runs(await put('sh', 'a shell'), { name: 'one', argv0: 'one', script })
  assert.deepEqual(await found(program, process), [])
  assert.deepEqual(await found(runs(script, { account: 'one' })), [])
})

test('names are told beside what proves something, and a home is written ~', async () => {
  const real = await put('bin/one')
  await put('.one.json', '{}')
  const config = { kind: 'config', account: 'lin', path: join(home, '.one.json') } as const
  const finding = await only(
    { kind: 'program', account: null, found: real, path: real },
    runs(real, { name: 'one' }),
    config,
  )
  assert.equal(finding.account, 'lin', 'what PATH leads to in a home is that account’s')
  assert.deepEqual(words(finding), ['content 3 of 3 texts', 'path ~/bin/one', 'process one', 'config ~/.one.json'])
})

test('fewer texts than the catalog asks for are nothing', async () => {
  const one = await put('little.js', `${MARKERS[1]}`)
  assert.deepEqual(await found(runs('/none', { script: one })), [])
})

test('a program that a package has put elsewhere is that package', async () => {
  const root = join(home, 'site-packages', 'one')
  const command = await put('.local/bin/one-command', 'no marker')
  const seen = {
    kind: 'package',
    ecosystem: 'pip',
    account: 'lin',
    name: 'one',
    version: '4',
    root,
    inside: null,
    programs: [command],
  } as const
  const finding = await only(seen, runs('/usr/bin/python3', { script: command }))
  assert.deepEqual([finding.install, finding.version, finding.process?.pid], [root, '4', 5])
})

test('a platform package that lies beside its launcher is told as the launcher, running or not', async () => {
  const root = 'store/cli@5/node_modules/@one/cli'
  await manifest(root, { name: '@one/cli', version: '5.0.0', bin: 'run.js' })
  const command = await put(`${root}/run.js`, 'no marker')
  const beside = 'store/cli-linux@5/node_modules/@one/cli-linux-x64'
  await manifest(beside, { name: '@one/cli-linux-x64', version: '5.0.0' })
  const native = await put(`${beside}/one-native`)
  const seen = {
    kind: 'package',
    ecosystem: 'npm',
    account: 'lin',
    name: '@one/cli',
    version: '5.0.0',
    root: join(home, root),
    inside: null,
    programs: [command, native],
  } as const
  const present = await only(seen)
  assert.equal(present.install, join(home, root))
  assert.equal(present.inside, null)
  assert.ok(words(present).includes('content 3 of 3 texts'))
  const running = await only(seen, runs(native))
  assert.deepEqual([running.install, running.process?.pid], [present.install, 5])
})

test('an extension is told by its id, a version by the folder that installers make', async () => {
  const root = join(home, '.vscode/extensions/maker.one-1.0')
  const extension = await only({
    kind: 'extension',
    family: 'vscode',
    account: 'lin',
    extension: 'maker.one',
    version: '1.0',
    root,
  })
  assert.deepEqual(
    [extension.tool, extension.install, words(extension)],
    ['one-editor', root, ['extension maker.one 1.0']],
  )
  const native = await put('.local/share/one/versions/7.1.0')
  assert.equal((await only({ kind: 'program', account: 'lin', found: native, path: native })).version, '7.1.0')
})

test('a gigabyte is told and not read; what is gone is not told', async () => {
  const large = await put('bin/one', '')
  await truncate(large, 1024 ** 3 + 1)
  const gone = join(home, 'gone')
  const { findings, notSeen } = await identifier.identify(
    [
      { kind: 'program', account: 'lin', found: large, path: large },
      { kind: 'program', account: 'lin', found: gone, path: gone },
    ],
    homes,
  )
  assert.deepEqual(findings, [])
  assert.deepEqual(notSeen, [{ what: large, why: 'is larger than 1 GiB' }])
})

test('a program that changes is another program', async () => {
  const script = await put('changing.js', 'nothing yet')
  assert.deepEqual(await found(runs('/none', { script })), [])
  await put('changing.js')
  assert.equal((await only(runs('/none', { script }))).install, script)
})

test('what is installed is read by one who gives way, unless somebody waits', async () => {
  const path = await put('bin/one-by-name/one')
  const readersOf = async (options: { readonly installedBy?: ReaderName }): Promise<string[]> => {
    const readers: string[] = []
    const start = (name: ReaderName) => {
      readers.push(name)
      return startWorker(name)
    }
    const other = openIdentifier({ catalog, cacheFile: null, log: () => {}, start, ...options })
    await other.identify([{ kind: 'program', account: 'lin', found: path, path }], homes)
    await other.close()
    return readers
  }
  assert.deepEqual(await readersOf({}), ['identify'])
  assert.deepEqual(await readersOf({ installedBy: 'identify-now' }), ['identify-now'])
})
