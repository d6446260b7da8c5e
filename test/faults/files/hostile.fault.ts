import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { platform } from '../../../agent/platform.ts'
import { meetHostile } from './hostile.ts'

const able = platform === 'linux' && process.getuid?.() === 0 && existsSync('/dev/fuse')
/** ms */
const MOST = 100

test('F51, F52, F53: looking again and again at a home that is a trap throughout, the daemon keeps its turns', {
  skip: able ? false : 'needs root and FUSE on Linux',
}, async t => {
  const { told, loop } = await meetHostile(200_000, 60_000)
  t.diagnostic(`turns late by ${JSON.stringify(loop)} ms`)
  const other = told.filter(({ as, expected }) => !expected.test(as ?? ''))
  assert.deepEqual(other, [], 'told otherwise, or not at all')
  assert.ok(loop.p99 < MOST, `p99 ${loop.p99} ms`)
})
