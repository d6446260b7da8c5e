import assert from 'node:assert/strict'
import path from 'node:path'
import { test } from 'node:test'
import { compilePatterns } from './file-patterns.ts'

const PATTERNS = [
  '/home/lin/.tool.json',
  '/home/lin/.tool/settings.json',
  '/home/lin/.local/share/tool/versions/*',
  '/home/lin/.nvm/*/lib/node_modules/tool',
  '/opt/tool/**',
]
const { names, within } = compilePatterns(PATTERNS)
const everyNameIn = (folder: string): boolean => within(folder).everyName
const matches = (file: string, whole: boolean): boolean =>
  within(path.dirname(file)).matches(path.basename(file), whole)

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
for (const { path: file, itself, whole } of cases)
  test(`${file}: ${itself ? 'counts' : whole ? 'counts with what it holds' : 'does not count'}`, () => {
    assert.equal(matches(file, false), itself)
    assert.equal(matches(file, true), whole)
  })

test('every path that counts is let through by its name or its folder', () => {
  for (const { path: file } of cases.filter(({ whole }) => whole))
    assert.ok(names.has(path.basename(file)) || everyNameIn(path.dirname(file)), file)
})

test('folders in which every name counts', () => {
  for (const folder of ['/home/lin/.local/share/tool/versions', '/home/lin/.nvm', '/opt/tool', '/opt/tool/a/b'])
    assert.ok(everyNameIn(folder), folder)
  for (const folder of ['/', '/home', '/home/lin', '/opt', '/home/lin/.nvm/v24', '/opt/tools'])
    assert.ok(!everyNameIn(folder), folder)
})
