import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reportOf } from '../../../protocol/body.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import { visible } from '../../../protocol/text.ts'
import { HOSTILE_NAMES } from './hostile-names.ts'

test('F54: each hostile name becomes the text that a person is to read', () => {
  assert.ok(HOSTILE_NAMES.length >= 40)
  for (const { why, name, shown } of HOSTILE_NAMES) assert.equal(visible(name, LIMITS.name), shown, why)
})

test('F54: a report holds what is escaped, and is refused with what is not', () => {
  const at = Date.UTC(2026, 10, 21, 10)
  const described = (host: string): string => {
    const machine = { os: 'x', osVersion: '1', arch: 'x64', model: null, cpu: null, cores: 1, memory: 1, agent: '0' }
    const salt = 'A'.repeat(22)
    // Keys in order, as canonical text has them.
    return JSON.stringify(
      Object.fromEntries(
        Object.entries({ kind: 'device-described', at, salt, host, platform: 'linux', tags: [], ...machine }).sort(
          ([a], [b]) => (a < b ? -1 : 1),
        ),
      ),
    )
  }
  for (const { why, name, shown } of HOSTILE_NAMES) {
    assert.equal(reportOf(described(shown)).ok, true, why)
    if (name !== shown) assert.equal(reportOf(described(name)).ok, false, why)
  }
})
