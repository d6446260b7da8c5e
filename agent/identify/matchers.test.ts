import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCatalog } from '../../policies/language/read-catalog.ts'
import { catalogFiles } from '../settings/catalog-files.ts'
import { compileCatalog } from './matchers.ts'
import { entry } from './sample.ts'
import { wantedOf } from './wanted.ts'

const catalog = new Map([
  entry('one', [
    { id: 'p', kind: 'package', strength: 'strong', ecosystem: 'npm', name: '@one/cli' },
    { id: 'p-any', kind: 'package', strength: 'strong', ecosystem: 'npm', name: '@one/cli-*' },
    { id: 'name', kind: 'process', strength: 'weak', name: 'One' },
    { id: 'mac', kind: 'process', strength: 'weak', platforms: ['macos'], name: 'one-mac' },
    { id: 'here', kind: 'path', strength: 'strong', path: '~/.one/versions/*' },
    { id: 'conf', kind: 'config', strength: 'weak', path: '~/.one.json' },
    {
      id: 'text',
      kind: 'content',
      strength: 'strong',
      atLeast: 1,
      texts: [
        ['shared-', 'marker'],
        ['one-', 'marker'],
      ],
    },
  ]),
  entry('two', [
    { id: 'ext', kind: 'extension', strength: 'strong', family: 'vscode', extension: 'two.two' },
    { id: 'text', kind: 'content', strength: 'strong', atLeast: 1, texts: [['shared', '-marker']] },
    { id: 'hash', kind: 'hash', strength: 'conclusive', sha256: 'b'.repeat(64), version: '2.0' },
    { id: 'company', kind: 'signer', strength: 'weak', signer: 'Two, Inc.' },
    { id: 'team', kind: 'signer', strength: 'weak', signer: 'TEAM222222' },
    { id: 'program', kind: 'signer', strength: 'strong', signer: 'TEAM222222/com.two.cli' },
  ]),
])
const homes = [{ account: 'lin', uid: 1000, home: '/home/lin' }]
const two = { name: 'Two, Inc.', team: null, identifier: null }
const linux = compileCatalog(catalog, 'linux')
const ids = (all: readonly { tool: string; indicator: { id: string } }[]): string[] =>
  all.map(({ tool, indicator }) => `${tool}/${indicator.id}`)

const cases = [
  { why: 'a package by its name', found: linux.packages('npm', '@one/cli'), want: ['one/p'] },
  { why: 'a package by its prefix', found: linux.packages('npm', '@one/cli-linux-x64'), want: ['one/p-any'] },
  { why: 'not in another ecosystem', found: linux.packages('pip', '@one/cli'), want: [] },
  { why: 'a process', found: linux.names('One'), want: ['one/name'] },
  { why: 'a process called as on Windows', found: linux.names('One.exe'), want: ['one/name'] },
  { why: 'Linux tells case apart', found: linux.names('one'), want: [] },
  { why: 'Windows does not', found: compileCatalog(catalog, 'windows').names('ONE.EXE'), want: ['one/name'] },
  { why: 'not a name of another platform', found: linux.names('one-mac'), want: [] },
  { why: 'that name on its platform', found: compileCatalog(catalog, 'macos').names('one-mac'), want: ['one/mac'] },
  { why: 'a path below a home', found: linux.paths('/home/lin/.one/versions/3', homes), want: ['one/here'] },
  { why: 'not below another', found: linux.paths('/home/wei/.one/versions/3', homes), want: [] },
  { why: 'a configuration', found: linux.configs('/home/lin/.one.json', homes), want: ['one/conf'] },
  { why: 'an extension, whatever its case', found: linux.extensions('vscode', 'Two.Two'), want: ['two/ext'] },
  { why: 'a signer by name', found: linux.signers(two), want: ['two/company'] },
  {
    why: 'a signer by team, and by what they call the program',
    found: linux.signers({ name: 'Two', team: 'TEAM222222', identifier: 'com.two.cli' }),
    want: ['two/team', 'two/program'],
  },
  {
    why: 'another program of the same team',
    found: linux.signers({ name: 'Two', team: 'TEAM222222', identifier: 'com.two.desk' }),
    want: ['two/team'],
  },
  {
    why: 'no program without its team',
    found: linux.signers({ ...two, identifier: 'com.two.cli' }),
    want: ['two/company'],
  },
  { why: 'a hash', found: linux.hashes('b'.repeat(64)), want: ['two/hash'] },
]
for (const { why, found, want } of cases) test(why, () => assert.deepEqual(ids(found), want))

test('a text that two tools share is looked for once', () => {
  assert.deepEqual(linux.texts, ['shared-marker', 'one-marker'])
  assert.deepEqual(
    linux.contents.map(({ pointer, texts }) => [pointer.tool, texts]),
    [
      ['one', [0, 1]],
      ['two', [0]],
    ],
  )
})

test('sensors look for what the catalog names on their platform, and for nothing else', () => {
  const wanted = wantedOf(catalog, 'linux')
  assert.ok(wanted.package('npm', '@one/cli-x'))
  assert.ok(!wanted.package('npm', 'one'))
  assert.ok(wanted.program('One'))
  assert.ok(!wanted.program('one-mac'))
  assert.ok(wanted.extension('vscode', 'two.two'))
  assert.deepEqual([wanted.paths, wanted.configs], [['~/.one/versions/*'], ['~/.one.json']])
})

test('every path that the shipped catalog names is found where it lies, on every system', async () => {
  const { catalog: shipped } = readCatalog(await catalogFiles())
  const places = { linux: '/home/lin', macos: '/Users/lin', windows: 'C:\\Users\\lin' } as const
  for (const [platform, home] of Object.entries(places) as ['linux' | 'windows', string][]) {
    const compiled = compileCatalog(shipped, platform)
    let tried = 0
    for (const { tool, indicators } of shipped.values())
      for (const indicator of indicators) {
        if (indicator.kind !== 'path' || indicator.platforms?.includes(platform) === false) continue
        const written = indicator.path
          .replace(/^~(?=\/)/, home)
          .replaceAll('**', 'deep/er')
          .replaceAll('*', 'any')
        const file = platform === 'windows' ? written.replaceAll('/', '\\') : written
        const of = [{ account: 'lin', uid: 1000, home }]
        assert.ok(ids(compiled.paths(file, of)).includes(`${tool}/${indicator.id}`), `${platform} ${file}`)
        assert.ok(
          !ids(compiled.paths(`${file}x/y/z`, of)).includes(`${tool}/${indicator.id}`) || written.includes('deep'),
        )
        tried++
      }
    assert.ok(tried > 10, `${platform}: ${tried}`)
  }
})
