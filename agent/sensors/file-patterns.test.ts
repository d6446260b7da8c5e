import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compilePatterns } from './file-patterns.ts'

const PATTERNS = [
  '/home/lin/.tool.json',
  '/home/lin/.tool/settings.json',
  '/home/lin/.local/share/tool/versions/*',
  '/home/lin/.nvm/*/lib/node_modules/tool',
  '/opt/tool/**',
]
const { names, everyNameIn, matches } = compilePatterns(PATTERNS)

const cases: { path: string; itself: boolean; whole: boolean }[] = [
  { path: '/home/lin/.tool.json', itself: true, whole: true },
  { path: '/home/lin/.tool.json/x', itself: false, whole: false },
  { path: '/home/lin/.tool', itself: false, whole: true },
  { path: '/home/lin', itself: false, whole: true },
  { path: '/home/lin/.tool/other', itself: false, whole: false },
  { path: '/home/eve/.tool.json', itself: false, whole: false },
  { path: '/home/lin/.local/share/tool/versions/2.1', itself: true, whole: true },
  { path: '/home/lin/.local/share/tool/versions/2.1/x', itself: false, whole: false },
  { path: '/home/lin/.nvm/v24/lib/node_modules/tool', itself: true, whole: true },
  { path: '/home/lin/.nvm/v24', itself: false, whole: true },
  { path: '/opt/tool/a', itself: true, whole: true },
  { path: '/opt/tool/a/b/c', itself: true, whole: true },
  { path: '/opt/tool', itself: false, whole: true },
  { path: '/opt/tools/a', itself: false, whole: false },
]
for (const { path, itself, whole } of cases)
  test(`${path}: ${itself ? 'counts' : whole ? 'counts with what it holds' : 'does not count'}`, () => {
    assert.equal(matches(path, false), itself)
    assert.equal(matches(path, true), whole)
  })

test('every path that counts is let through by its name or its folder', () => {
  for (const { path } of cases.filter(({ whole }) => whole)) {
    const at = path.lastIndexOf('/')
    assert.ok(names.has(path.slice(at + 1)) || everyNameIn(path.slice(0, at)), path)
  }
})

test('folders in which every name counts', () => {
  for (const folder of ['/home/lin/.local/share/tool/versions', '/home/lin/.nvm', '/opt/tool', '/opt/tool/a/b'])
    assert.ok(everyNameIn(folder), folder)
  for (const folder of ['/', '/home', '/home/lin', '/opt', '/home/lin/.nvm/v24', '/opt/tools'])
    assert.ok(!everyNameIn(folder), folder)
})
