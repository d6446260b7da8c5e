import assert from 'node:assert/strict'
import test from 'node:test'
import { readDetectionFilter } from './detection-filter.ts'
import { readDeviceFilter } from './device-filter.ts'
import { parseSearch, stringifySearch } from './search.ts'

test('filters come back from the URL as they went in', () => {
  const filter = { verdict: 'banned', state: 'all', product: 'claude-code', q: 'a b&c=ü' } as const
  assert.deepEqual(readDetectionFilter(parseSearch(stringifySearch(filter))), filter)
  assert.equal(stringifySearch({ verdict: 'banned', q: '' }), '?verdict=banned')
  assert.equal(stringifySearch({}), '')
})

test('a number that is typed stays the text that it is', () => {
  assert.deepEqual(readDetectionFilter(parseSearch('?q=007')), { q: '007' })
})

test('what does not fit is left out', () => {
  assert.deepEqual(readDetectionFilter({ verdict: 'evil', state: 3, q: 'x'.repeat(201), other: 'y' }), {})
  assert.deepEqual(readDeviceFilter({ contact: 'silent', platform: 'beos', degraded: 'yes' }), { contact: 'silent' })
})
