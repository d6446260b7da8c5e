import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { FAULTS } from './fault.ts'

test('FAULTS.md and the codes are equal, both ways', () => {
  const page = readFileSync(path.join(import.meta.dirname, 'FAULTS.md'), 'utf8')
  const documented = [...page.matchAll(/^\| `([a-z-]+)` \| (error|warning) \| .{10,} \|$/gm)].map(m => [m[1], m[2]])
  assert.deepEqual(documented, Object.entries(FAULTS))
})
