import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { installed, moduleFile, ROOT } from './installation.ts'
import { WORKERS } from './programs.ts'

test('in the repository, its own files are what runs', () => {
  assert.equal(installed, false)
  assert.ok(existsSync(path.join(ROOT, 'policies', 'catalog')))
  assert.equal(moduleFile('cli.ts'), path.join(import.meta.dirname, 'cli.ts'))
  assert.equal(moduleFile('/elsewhere/child.mjs'), '/elsewhere/child.mjs')
})

test('every child that is ever started is there', () => {
  for (const { module } of Object.values(WORKERS)) assert.ok(existsSync(moduleFile(module)), module)
})
