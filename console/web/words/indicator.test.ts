import assert from 'node:assert/strict'
import test from 'node:test'
import { indicatorWords } from './indicator.ts'

const base = { id: 'x', strength: 'strong' } as const

test('each kind of indicator is told in words', () => {
  assert.equal(
    indicatorWords({
      ...base,
      kind: 'content',
      texts: [
        ['a', 'b'],
        ['c', 'd'],
        ['e', 'f'],
      ],
      atLeast: 2,
    }),
    'A program that contains at least 2 of 3 texts that occur in nothing else',
  )
  assert.equal(
    indicatorWords({ ...base, kind: 'package', ecosystem: 'npm', name: '@anthropic-ai/claude-code-*' }),
    'A package from npm whose name begins with @anthropic-ai/claude-code-',
  )
  assert.equal(
    indicatorWords({ ...base, kind: 'hash', sha256: 'a'.repeat(64), version: '2.1.329', platform: 'linux-x64' }),
    'The exact file of release 2.1.329 for linux-x64',
  )
})

test('it is said where an indicator holds on some systems only', () => {
  assert.equal(
    indicatorWords({ ...base, kind: 'path', path: '/usr/bin/aider', platforms: ['linux', 'macos'] }),
    'A program at /usr/bin/aider, on Linux and macOS',
  )
})
