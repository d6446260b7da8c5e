import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formerlyIn, keyFile } from './key-file.ts'

const PEM = '-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n'
const word = { key: 'A'.repeat(43), signature: 'A'.repeat(86) }

test('a first key stands alone, a later one behind the words for it', () => {
  assert.equal(keyFile([], PEM), PEM)
  assert.deepEqual(formerlyIn(PEM), [])
  assert.deepEqual(formerlyIn(keyFile([word, word], PEM)), [word, word])
})

const faulty = {
  'a line of nobody’s': `x\n${PEM}`,
  'half a word': `formerly ${word.key}\n${PEM}`,
  'a key that is none': `formerly ${'!'.repeat(43)} ${word.signature}\n${PEM}`,
  'more than may be': keyFile(Array(9).fill(word), PEM),
}
for (const [why, text] of Object.entries(faulty))
  test(`not read: ${why}`, () => {
    assert.equal(formerlyIn(text), null)
  })
