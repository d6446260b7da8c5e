import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matchesName, matchesPath, namePatternFault, pathPatternFault, provesNameOnly } from './patterns.ts'

const paths: { pattern: string; path: string; home?: string; want: boolean }[] = [
  { pattern: '~/.claude.json', path: '/home/lin/.claude.json', want: true },
  { pattern: '~/.claude.json', path: '/home/kim/.claude.json', want: false },
  { pattern: '~/.claude.json', path: '/home/lin/x/.claude.json', want: false },
  { pattern: '~/.claude', path: '/home/lin/.claude.json', want: false },
  { pattern: '~/a/*/c', path: '/home/lin/a/b/c', want: true },
  { pattern: '~/a/*/c', path: '/home/lin/a/b/b/c', want: false },
  { pattern: '~/a/*', path: '/home/lin/a', want: false },
  { pattern: '~/a/**', path: '/home/lin/a/b/c/d', want: true },
  { pattern: '~/a/**', path: '/home/lin/a', want: false },
  { pattern: '~/a/**', path: '/home/lin/ab/c', want: false },
  { pattern: '/opt/Tool/*', path: '/opt/Tool/x', want: true },
  { pattern: '/opt/Tool/*', path: '/srv/opt/Tool/x', want: false },
  { pattern: 'C:/Program Files/T/t.exe', path: 'C:/Program Files/T/t.exe', want: true },
  { pattern: '~/x', path: '/root/x', home: '/root', want: true },
]
for (const { pattern, path, home = '/home/lin', want } of paths)
  test(`${pattern} ${want ? 'means' : 'does not mean'} ${path}`, () =>
    assert.equal(matchesPath(pattern, path, home), want))
test('without a home, `~/` means nothing', () => assert.equal(matchesPath('~/x', '/x', null), false))

test('names are exact, or a prefix', () => {
  assert.equal(matchesName('cline', 'cline'), true)
  assert.equal(matchesName('cline', 'cline-x'), false)
  assert.equal(matchesName('@cline/cli-*', '@cline/cli-linux-x64'), true)
  assert.equal(matchesName('@cline/cli-*', '@cline/cli'), false)
})

const wrong: [string, RegExp | null][] = [
  ['~/.local/share/tool/versions/*', null],
  ['/opt/Tool/**', null],
  ['C:/Program Files/Tool/tool.exe', null],
  ['tool', /begins with/],
  ['~tool', /begins with/],
  ['~/*', /too broad/],
  ['/**', /too broad/],
  ['~/a/**/b', /last segment/],
  ['~/tool-*', /whole segment/],
  ['~/a//b', /empty segment/],
  ['~/a/../b', /empty segment/],
  ['~/a\\b', /written with/],
]
for (const [pattern, want] of wrong)
  test(`${pattern} is ${want === null ? 'a' : 'no'} path pattern`, () => {
    const fault = pathPatternFault(pattern)
    if (want === null) assert.equal(fault, null)
    else assert.match(fault ?? '', want)
  })
test('a prefix has to say something', () => {
  assert.equal(namePatternFault('@cline/cli-*'), null)
  assert.match(namePatternFault('a*') ?? '', /too broad/)
  assert.match(namePatternFault('@x/*-cli') ?? '', /end a name/)
})
test('a folder that everybody shares proves a name alone', () => {
  for (const shared of ['~/.local/bin/tool', '/usr/bin/tool', '/Applications/Tool.app/**', '/opt/Tool/**', '/tool'])
    assert.equal(provesNameOnly(shared), true, shared)
  for (const own of ['~/.local/share/tool/versions/*', '~/AppData/Local/Programs/Tool/Tool.exe'])
    assert.equal(provesNameOnly(own), false, own)
})
