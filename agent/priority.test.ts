import assert from 'node:assert/strict'
import { getPriority, setPriority } from 'node:os'
import { test } from 'node:test'
import { goFirst } from './priority.ts'
import { startWorker } from './programs.ts'

test('the daemon goes before others, and a child of it does not', async t => {
  if (process.getuid?.() !== 0) return t.skip('only root may go before others')
  const before = getPriority()
  t.after(() => setPriority(before))
  goFirst()
  assert.ok(getPriority() < 0)
  const child = startWorker('identify-now')
  t.after(() => child.kill())
  assert.equal(getPriority(child.pid), 0)
})
