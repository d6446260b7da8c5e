import assert from 'node:assert/strict'
import test from 'node:test'
import type { ListedToken } from '../../api/answers.ts'
import { settingsHeadline, tokenStanding } from './tokens.ts'

const token: ListedToken = {
  id: 't',
  name: 'n',
  role: 'enroll',
  tags: [],
  createdAt: 0,
  createdBy: 'ann',
  expiresAt: 10,
  uses: null,
  devices: 0,
}

test('a token says what it is still good for', () => {
  assert.equal(tokenStanding(token, 9), 'Good for any number of devices')
  assert.equal(tokenStanding({ ...token, uses: 1 }, 9), 'Good for 1 more device')
  assert.equal(tokenStanding({ ...token, uses: 0 }, 9), 'Used up')
  assert.equal(tokenStanding({ ...token, uses: 4 }, 10), 'Too old')
})

test('the page says how many doors are open', () => {
  assert.equal(settingsHeadline([], 0), 'No token enrols devices now; no programs may use the API.')
  const some = [token, { ...token, uses: 0 }, { ...token, role: 'admin' as const }]
  assert.equal(settingsHeadline(some, 0), '1 token can enrol devices now; 1 program may use the API.')
  assert.equal(settingsHeadline(some, 10), 'No token enrols devices now; no programs may use the API.')
})
