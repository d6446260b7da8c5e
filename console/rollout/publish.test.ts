import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { utf8Bytes } from '../../protocol/bytes.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { Refusal } from '../refusal.ts'
import { CATALOG_DIR, EXAMPLE_POLICY, readCatalogDir } from './catalog-files.ts'
import { lint } from './publish.ts'

const { catalog } = await readCatalogDir(CATALOG_DIR)
const example = await readFile(EXAMPLE_POLICY, 'utf8')
const refusal = (text: string): string => {
  try {
    lint({ catalog, now: () => Date.UTC(2026, 10, 21) }, { name: 'policy.yaml', text })
    return ''
  } catch (error) {
    if (error instanceof Refusal) return error.message
    throw error
  }
}

test('publish: the example holds', () => assert.equal(refusal(example), ''))
test('publish: a fault is named with its place', () => {
  assert.match(refusal(`${example}\ncolour: red\n`), /policy\.yaml:\d+:1 unknown-key/)
})
test('publish: more than a policy may hold is refused', () => {
  assert.match(refusal(`${example}\n${'# plain\n'.repeat(30_000)}`), /too-large/)
})
test('publish: what would not fit into a frame is refused, though it is no longer than a policy may be', () => {
  const text = `${example}\n${'# """"""""""""\n'.repeat(11_000)}`
  assert.ok(utf8Bytes(text) <= LIMITS.policyBytes)
  assert.match(refusal(text), /as it is sent/)
})
