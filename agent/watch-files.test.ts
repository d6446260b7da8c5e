import assert from 'node:assert/strict'
import { test } from 'node:test'
import { entry } from './identify/sample.ts'
import type { KernelEvents } from './sensors/kernel-events.ts'
import { interestingTo, openFileWatch, watchedPatterns } from './watch-files.ts'

const one = entry('one', [
  { id: 'name', kind: 'process', strength: 'weak', name: 'one' },
  { id: 'native', kind: 'path', strength: 'weak', path: '~/.one/bin/one-command' },
  { id: 'everywhere', kind: 'path', strength: 'weak', path: '/opt/one' },
  { id: 'conf', kind: 'config', strength: 'weak', path: '~/.one.json' },
  { id: 'session', kind: 'behavior', strength: 'strong', of: 'session-file', path: '~/.one/sessions/PID.json' },
])
const catalog = new Map([one])
const where = {
  homes: [{ account: 'lin', uid: 1000, home: '/home/lin' }],
  root: '/',
  system: true,
  path: ['/usr/bin'],
  platform: 'linux',
} as const

test('what the inventory lists, what the catalog places, and what carries a pid is watched', () => {
  const patterns = watchedPatterns(catalog, where)
  for (const pattern of [
    '/home/lin/.npm-global/lib/node_modules/*',
    '/usr/bin/*',
    '~/.one/bin/one-command',
    '~/.one.json',
    '/opt/one',
    '~/.one/sessions/*',
  ])
    assert.ok(patterns.includes(pattern), pattern)
  assert.ok(!patterns.some(pattern => pattern.includes('PID') || pattern.includes('PREFIX') || pattern.endsWith('/')))
})

test('where only homes are looked at, nothing else is watched', () => {
  const elsewhere = watchedPatterns(catalog, { ...where, system: false, path: [] })
  assert.deepEqual(
    elsewhere.filter(pattern => !pattern.startsWith('~/') && !pattern.startsWith('/home/lin/')),
    [],
  )
})

test('a program is interesting by its name, its place or its size', () => {
  const interesting = interestingTo(catalog, 1_000)
  assert.deepEqual(
    [
      { name: 'one', bytes: 1 },
      { name: 'one-command', bytes: 1 },
      { name: 'vim', bytes: 1_000 },
      { name: 'vim', bytes: 999 },
    ].map(interesting),
    [true, true, true, false],
  )
})

test('a changed catalog is watched instead of the one before; the same one is left alone', async () => {
  const watched: string[] = []
  let fails = false
  const onFiles: KernelEvents['onFiles'] = patterns => {
    if (fails) throw new Error('no more marks')
    const which = patterns.includes('~/.two.json') ? 'two' : 'one'
    watched.push(`+${which}`)
    return () => void watched.push(`-${which}`)
  }
  const kernel = { onFiles } as KernelEvents
  const files = openFileWatch({ kernel, changed: () => {}, lacks: () => {} })
  const two = new Map([one, entry('two', [{ id: 'conf', kind: 'config', strength: 'weak', path: '~/.two.json' }])])
  await files.follow(catalog, where)
  await files.follow(catalog, { ...where })
  assert.deepEqual(watched, ['+one'])
  fails = true
  await assert.rejects(files.follow(two, where), /no more marks/)
  fails = false
  await files.follow(two, where)
  await files.stop()
  assert.deepEqual(watched, ['+one', '-one', '+two', '-two'])
})
