import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { foundIn } from './forms.ts'

const SECRET = 'kanarie?07>ähre-secret'
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const forms: readonly [what: string, text: string | Buffer][] = [
  ['itself', `x${SECRET}y`],
  ['reversed', `x${[...SECRET].reverse().join('')}y`],
  ['hex', Buffer.from(`ab${SECRET}c`).toString('hex')],
  ['base64, at the first of three', Buffer.from(`${SECRET}tail`).toString('base64')],
  ['base64, at the second', Buffer.from(`a${SECRET}tail`).toString('base64')],
  ['base64, at the third', Buffer.from(`ab${SECRET}tail`).toString('base64')],
  ['base64url', Buffer.from(`ab${SECRET}tail`).toString('base64url')],
  ['percent', encodeURIComponent(SECRET)],
  ['UTF-16', Buffer.from(SECRET, 'utf16le')],
  ['SHA-256', sha256(SECRET)],
]
for (const [what, text] of forms)
  test(`P3: a secret is found as ${what}`, () => {
    assert.deepEqual(foundIn(Buffer.from(text), ['another', SECRET]), [SECRET])
  })

test('P3: what is not there is not found', () => {
  assert.deepEqual(foundIn(Buffer.from('kanarie?08>ähre-secret'), [SECRET]), [])
})
