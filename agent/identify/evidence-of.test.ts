import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evidenceInside } from './evidence-of.ts'
import { compileCatalog } from './matchers.ts'
import { NO_FACTS } from './program/facts.ts'
import { entry } from './sample.ts'

const matchers = compileCatalog(
  new Map([
    entry('one', [
      { id: 'company', kind: 'signer', strength: 'weak', signer: 'One, Inc.' },
      { id: 'program', kind: 'signer', strength: 'strong', signer: 'TEAM111111/com.one.cli' },
    ]),
  ]),
  'macos',
)
const read = { sha256: 'a'.repeat(64), bytes: 3, found: [] }

test('a proven signer is evidence, with the team that tells namesakes apart', () => {
  const signer = { name: 'One, Inc.', team: 'TEAM111111', identifier: 'com.one.cli' }
  const evidence = evidenceInside({ ...read, facts: { ...NO_FACTS, signer } }, matchers).map(each => each.evidence)
  const matched = 'One, Inc. (TEAM111111)'
  assert.deepEqual(evidence, [
    { indicator: 'one/company', kind: 'signer', strength: 'weak', matched },
    { indicator: 'one/program', kind: 'signer', strength: 'strong', matched },
  ])
})

test('without a proven signer there is none, whatever else the file says of itself', () => {
  assert.deepEqual(
    evidenceInside({ ...read, facts: { ...NO_FACTS, entry: 'One, Inc.', module: 'TEAM111111' } }, matchers),
    [],
  )
})

test('a file that is shorter than the program can be only speaks of it', () => {
  const texts = ['the-first', 'the-second'].map(text => [text.slice(0, 4), text.slice(4)])
  const of = compileCatalog(
    new Map([
      entry('two', [{ id: 'texts', kind: 'content', strength: 'conclusive', texts, atLeast: 2, leastBytes: 1_000 }]),
    ]),
    'linux',
  )
  const counted = (bytes: number): number =>
    evidenceInside({ sha256: 'a'.repeat(64), bytes, found: [0, 1], facts: NO_FACTS }, of).length
  assert.deepEqual([counted(999), counted(1_000)], [0, 1])
})
