import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCatalog } from '../../policies/language/read-catalog.ts'
import { catalogFiles } from './catalog-files.ts'
import { packedText, readPacked, readShipped } from './shipped-catalog.ts'

test('what is packed says the same as the files', async () => {
  const { catalog, faults } = readCatalog(await catalogFiles())
  assert.deepEqual(faults, [])
  assert.deepEqual(readPacked(packedText(catalog)), catalog)
  assert.deepEqual(await readShipped(), { catalog, faults })
})

test('what was changed since is refused, and not half read', async () => {
  const entry = { tool: 'x' }
  assert.throws(() => readPacked(JSON.stringify([entry])))
  assert.throws(() => readPacked('[{'))
  const { catalog } = readCatalog(await catalogFiles())
  const packed = packedText(catalog)
  const changed = packed.replace('"claude-code"', '"claude-c0de"')
  assert.notEqual(changed, packed)
  assert.throws(() => readPacked(changed), /not the catalog that was packed/)
})
