import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newestFirst } from './version-folders.ts'

test('numbers count, not letters, however long they are', () => {
  const names = ['1.9.0_0', '1.10.0_0', 'temp', '1.10.0_1', '1.10', '99999999999999999999.0_0', '2_0']
  assert.deepEqual(names.sort(newestFirst), [
    '99999999999999999999.0_0',
    '2_0',
    '1.10.0_1',
    '1.10.0_0',
    '1.10',
    '1.9.0_0',
    'temp',
  ])
})

test('the order does not depend on the order in which a folder is listed', () => {
  assert.equal(newestFirst('1.0', '1.0'), 0)
  assert.equal(newestFirst('1.00', '1.0') + newestFirst('1.0', '1.00'), 0)
})
