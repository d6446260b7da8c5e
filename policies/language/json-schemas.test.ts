import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { jsonSchemas } from './json-schemas.ts'

const folder = path.join(import.meta.dirname, 'schemas')
const schemas = jsonSchemas()

test('the committed schemas are those of the code: npm run schemas', () => {
  assert.deepEqual(readdirSync(folder).sort(), Object.keys(schemas).sort())
  for (const [name, text] of Object.entries(schemas)) assert.equal(readFileSync(path.join(folder, name), 'utf8'), text)
})
test('they are closed, and name what a policy needs', () => {
  const schema: unknown = JSON.parse(schemas['policy.json'])
  assert.ok(typeof schema === 'object' && schema !== null)
  assert.deepEqual('required' in schema && schema.required, ['policy', 'sanctioned', 'unreviewed', 'rules'])
  assert.equal('additionalProperties' in schema && schema.additionalProperties, false)
})
