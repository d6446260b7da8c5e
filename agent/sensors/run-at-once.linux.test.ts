import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { test } from 'node:test'
import { platform } from '../platform.ts'

const sliceOf = (text: string): number => Number(/^se\.slice +: +(\d+)$/m.exec(text)?.[1])

test('all its threads ask for the shortest slice and keep their priority; its children do not', async t => {
  if (platform !== 'linux') return t.skip('asks Linux')
  const own = (): number => sliceOf(readFileSync('/proc/self/sched', 'utf8'))
  const [nice, usual] = [getPriority(), own()]
  const { runAtOnce } = await import('./run-at-once.linux.ts')
  const threads = await runAtOnce()
  assert.equal(getPriority(), nice)
  const tasks = readdirSync('/proc/self/task')
  assert.ok(threads > 4 && threads <= tasks.length)
  if (Number.isNaN(usual) || own() === usual) return t.skip("this kernel has no slices of one's own, or does not tell")
  assert.equal(own(), 100_000)
  assert.equal(sliceOf(execFileSync('/bin/cat', ['/proc/self/sched'], { encoding: 'utf8' })), usual)
})
