import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CATALOG_DIR, readCatalogDir } from './catalog-files.ts'
import { productName } from './product-name.ts'

const { catalog } = await readCatalogDir(CATALOG_DIR)
const cases = [
  { why: 'a tool of that name', product: 'claude-code', want: 'Claude Code' },
  { why: 'what its tools share', product: 'qoder', want: 'Qoder' },
  { why: 'without the for of an editor', product: 'github-copilot', want: 'GitHub Copilot' },
  { why: 'the only tool', product: 'kimi-code', want: 'Kimi Code CLI' },
  { why: 'nobody knows it', product: 'something', want: 'something' },
]
for (const c of cases) test(`product name: ${c.why}`, () => assert.equal(productName(catalog, c.product), c.want))
