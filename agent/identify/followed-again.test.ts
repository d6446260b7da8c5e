import assert from 'node:assert/strict'
import { mkdir, mkdtemp, realpath, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { longAfter, remembering } from '../asked.fixture.ts'
import { openAsking } from '../asked.ts'
import type { Home, Observation } from '../sensors/observation.ts'
import { type Identifier, openIdentifier } from './identifier.ts'
import { entry } from './sample.ts'
import { openSightings, type Said } from './sightings.ts'

const [tool, unknown] = entry('unknown-assistant', [
  { id: 'words', kind: 'content', strength: 'weak', atLeast: 1, texts: [['a-word-of', '-assistants']] },
])
const combined = { atLeast: 1, all: ['words'], contributes: ['chatParticipants'], except: [] }
const catalog = new Map([
  entry('one', [
    { id: 'npm', kind: 'package', strength: 'strong', ecosystem: 'npm', name: '@one/cli' },
    { id: 'texts', kind: 'content', strength: 'conclusive', atLeast: 1, texts: [['markers-of', '-one']] },
    { id: 'name', kind: 'process', strength: 'weak', name: 'one' },
  ]),
  [tool, { ...unknown, combined }],
])

let dir = ''
let identifier: Identifier
before(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), 'waymark-again-')))
  identifier = openIdentifier({ catalog, cacheFile: null, log: () => {}, now: longAfter })
})
after(async () => {
  await identifier.close()
  await rm(dir, { recursive: true, force: true })
})

const ONE = 'suite/node_modules/@one/cli'
const FILES = {
  [`${ONE}/package.json`]: { name: '@one/cli', version: '1.0.0', bin: 'cli.js' },
  [`${ONE}/cli.js`]: '// markers-of-one',
  'bin/one': '// markers-of-one',
  'lib/node_modules/kit/package.json': { name: 'kit', version: '1.0.0', bin: 'kit.js' },
  'lib/node_modules/kit/kit.js': '// a-word-of-assistants',
  'site/pit-1.dist-info/METADATA': 'Name: pit',
  'site/pit/main.py': '# a-word-of-assistants',
  'editor/maker.kit-1/package.json': {
    name: 'kit',
    publisher: 'maker',
    version: '1.0.0',
    contributes: { chatParticipants: [] },
  },
}
const put = async (file: string, content: string | object): Promise<void> => {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
}
const filled = async (name: string): Promise<{ home: string; homes: Home[]; seen: Observation[] }> => {
  const home = join(dir, name)
  for (const [file, content] of Object.entries(FILES)) await put(join(home, file), content)
  const shared = { kind: 'package', ecosystem: 'npm', account: 'lin', version: '1.0.0', inside: null } as const
  return {
    home,
    homes: [{ account: 'lin', uid: 1000, home }],
    seen: [
      { ...shared, name: '@one/cli', root: join(home, ONE), programs: [join(home, ONE, 'cli.js')] },
      { ...shared, name: 'kit', root: join(home, 'lib/node_modules/kit'), programs: [] },
      {
        ...shared,
        ecosystem: 'pip',
        name: 'pit',
        root: join(home, 'site/pit-1.dist-info'),
        programs: [join(home, 'site/pit/main.py')],
      },
      { kind: 'program', account: 'lin', found: join(home, 'bin/one'), path: join(home, 'bin/one') },
      {
        kind: 'extension',
        family: 'vscode',
        account: 'lin',
        extension: 'maker.kit',
        version: '1.0.0',
        root: join(home, 'editor/maker.kit-1'),
      },
    ],
  }
}

const CHANGES: readonly (readonly [string, (home: string) => Promise<unknown>])[] = [
  ['the manifest of a package', home => put(join(home, ONE, 'package.json'), { name: '@one/cli', version: '2.0.0' })],
  ['a manifest above it comes', home => put(join(home, 'suite/package.json'), { name: 'suite', version: '1.0.0' })],
  ['what is in a program of a package', home => writtenBack(join(home, ONE, 'cli.js'))],
  ['what is in a program', home => writtenBack(join(home, 'bin/one'))],
  ['a program is another file', home => replaced(join(home, 'bin/one'))],
  ['a program goes', home => rm(join(home, 'bin/one'))],
  [
    'a package that no entry names, with its manifest',
    async home => {
      await put(join(home, 'lib/node_modules/kit/kit.js'), '// nothing')
      await put(join(home, 'lib/node_modules/kit/package.json'), { name: 'kit', version: '1.0.1', bin: 'kit.js' })
    },
  ],
  [
    'a package of pip that no entry names, with its metadata',
    async home => {
      await put(join(home, 'site/pit/main.py'), '# nothing')
      await put(join(home, 'site/pit-1.dist-info/METADATA'), 'Name:  pit')
    },
  ],
  ['what an extension adds', home => put(join(home, 'editor/maker.kit-1/package.json'), { name: 'kit', version: '1' })],
]
const writtenBack = async (file: string): Promise<void> => {
  const { atime, mtime, size } = await stat(file)
  await writeFile(file, '/'.repeat(size))
  await utimes(file, atime, mtime)
}
const replaced = async (file: string): Promise<void> => {
  await writeFile(`${file}~`, '// nothing-of-it')
  await rename(`${file}~`, file)
}

for (const [number, [what, change]] of CHANGES.entries())
  test(`a second look at the same installations finds what has changed: ${what}`, remembering, async () => {
    const { home, homes, seen } = await filled(`home-${number}`)
    const sightings = identifier.follow()
    await sightings.installed(seen, homes)
    const first = sightings.now()
    assert.deepEqual(first, await identifier.identify(seen, homes))
    assert.equal(first.findings.length, 5)
    await sightings.installed(structuredClone(seen), homes)
    assert.deepEqual(sightings.now(), first)
    await change(home)
    await sightings.installed(seen, homes)
    assert.deepEqual(sightings.now(), await identifier.identify(seen, homes))
    assert.notDeepEqual(sightings.now(), first)
  })

test('of installations that are as they were, only what could not be read is read again', remembering, async () => {
  const { home, homes, seen } = await filled('missed')
  const read: string[] = []
  let fails = true
  let forgotten = 0
  const sightings = openSightings(
    (_, __, { ask }) =>
      async (each): Promise<Said> => {
        read.push(each.kind)
        await ask('state', join(home, ONE, 'package.json'))
        return {
          signs: [],
          missed: fails && each.kind === 'program' ? [{ what: 'bin/one', why: 'took too long' }] : [],
        }
      },
    { asking: () => openAsking(longAfter), forget: () => forgotten++ },
  )
  const look = async (of: readonly Observation[]): Promise<string[]> => {
    read.length = 0
    await sightings.installed(of, homes)
    return [...read]
  }
  assert.deepEqual(await look(seen), ['package', 'package', 'package', 'extension', 'program'])
  assert.deepEqual([await look(seen), forgotten], [['program'], 1])
  fails = false
  assert.deepEqual(await look(seen), ['program'])
  assert.deepEqual([await look(seen), sightings.now().notSeen], [[], []])
  assert.deepEqual(await look(seen.slice(1)), ['package', 'package', 'extension', 'program'])
})
