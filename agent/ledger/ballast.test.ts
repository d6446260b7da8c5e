import assert from 'node:assert/strict'
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { BALLAST, openBallast } from './ballast.ts'
import { scratchFolder } from './scratch.ts'

test('the ballast lies there, is let go of, and is laid again; one of another size is laid anew', t => {
  const dir = scratchFolder(t)
  const file = path.join(dir, 'ledger.ballast')
  const ballast = openBallast(dir)
  assert.equal(ballast.lay(), true)
  const { size, mode, mtimeMs } = statSync(file)
  assert.deepEqual([size, mode & 0o777], [BALLAST, 0o600])
  assert.equal(ballast.lay(), true)
  assert.equal(statSync(file).mtimeMs, mtimeMs)
  ballast.drop()
  assert.equal(existsSync(file), false)
  ballast.drop()
  writeFileSync(file, 'short')
  assert.equal(ballast.lay(), true)
  assert.equal(statSync(file).size, BALLAST)
})

test('where it cannot be laid or let go of, that is an answer and no fault', t => {
  const dir = scratchFolder(t)
  const file = path.join(dir, 'ledger.ballast')
  mkdirSync(file)
  const ballast = openBallast(dir)
  assert.equal(ballast.lay(), false)
  ballast.drop()
  assert.ok(existsSync(file))
  rmSync(dir, { recursive: true })
  assert.equal(ballast.lay(), false)
})
