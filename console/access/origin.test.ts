import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCrossSite, ownOrigins } from './origin.ts'

test('origins: loopback goes by all its names, a public address by its own', () => {
  assert.deepEqual(
    [...ownOrigins('http://127.0.0.1:8420')],
    ['http://127.0.0.1:8420', 'http://localhost:8420', 'http://[::1]:8420'],
  )
  assert.deepEqual([...ownOrigins('https://waymark.example')], ['https://waymark.example'])
})

const own = ownOrigins('https://waymark.example')
const cases = [
  { why: 'our page', headers: { origin: 'https://waymark.example', cookie: 'a=b' }, cross: false },
  { why: 'a program', headers: {}, cross: false },
  { why: 'a cookie without an origin', headers: { cookie: 'a=b' }, cross: true },
  { why: 'a page beside ours', headers: { origin: 'https://waymark.example.evil.example' }, cross: true },
  { why: 'our name without its encryption', headers: { origin: 'http://waymark.example' }, cross: true },
  { why: 'no site at all', headers: { origin: 'null' }, cross: true },
]
for (const { why, headers, cross } of cases)
  test(`origins: ${why} ${cross ? 'is' : 'is not'} another site`, () => assert.equal(isCrossSite(headers, own), cross))
