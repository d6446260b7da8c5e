import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { lookAtLedger } from './agent-look.ts'
import { lookAtStore } from './console-look.ts'
import { record } from './record.ts'
import { cutAt, seeded } from './replay.ts'

export const SIDES = [
  { side: 'agent', writer: 'agent-writer.ts', look: lookAtLedger },
  { side: 'console', writer: 'console-writer.ts', look: lookAtStore },
] as const
type Side = (typeof SIDES)[number]

export const STRACE_MISSING =
  spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0
    ? false
    : 'needs strace, and to be let trace its children'

/** Records one side at work, cuts its power at so many points, and holds that no promise is broken. */
export const holdsCuts = async (t: TestContext, side: Side, rounds: number, points: number): Promise<void> => {
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'waymark-power-'))
  t.after(() => rm(scratch, { recursive: true, force: true }))
  const steps = await record(scratch, side.writer, rounds)
  const seed = Math.floor(Math.random() * 2 ** 32)
  const { cuts, broken } = await cutAt(steps, points, seeded(seed), side.look)
  t.diagnostic(`${side.side}: ${cuts} power cuts among ${steps.length} steps, seed ${seed}: ${broken.length} broken`)
  assert.deepEqual(broken.slice(0, 10), [])
  assert.equal(cuts, points)
}
