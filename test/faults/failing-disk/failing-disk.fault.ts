import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { bundled } from '../bundled.ts'
import { type Fault, injected, type Ran } from './injected.ts'
import { lookAtLedger, lookAtStore } from './looks.ts'

/** The n-th call fails, for each n: once, or from then on. */
const TIMES = 200
const FAULTS: readonly Fault[] = Array.from({ length: TIMES }, (_, i) => i + 1).flatMap((at): Fault[] => [
  { call: 'fsync', error: 'EIO', at, stays: at % 10 === 0 },
  { call: 'pwrite64', error: at % 2 === 0 ? 'EIO' : 'ENOSPC', at, stays: at % 10 === 5 },
])
const AT_ONCE = 2

const all = async (
  t: TestContext,
  writer: string,
  count: number,
  look: (folder: string, ran: Ran) => Promise<string[]>,
): Promise<void> => {
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'waymark-disk-'))
  t.after(() => rm(scratch, { recursive: true, force: true }))
  const module = await bundled(`failing-disk/${writer}`, scratch)
  const wrong: string[] = []
  let [unopened, went] = [0, 0]
  const left = [...FAULTS]
  const work = async (): Promise<void> => {
    for (let fault = left.shift(); fault !== undefined; fault = left.shift()) {
      const found = await injected(scratch, module, count, fault, async (folder, ran) => {
        if (ran.code === 3) unopened++
        else if (Number(ran.said.failed) > 0) went++
        return await look(folder, ran).catch((error: unknown) => [String(error)])
      })
      for (const why of found) wrong.push(`${JSON.stringify(fault)}: ${why}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  t.diagnostic(`${writer}: ${FAULTS.length} faults; ${unopened} at the opening, ${went} refused a write and went on`)
  assert.deepEqual(wrong, [])
}

test(`F05: the n-th fsync or write of the ledger fails, n = 1 to ${TIMES}: what was kept is there, and it goes on`, t =>
  all(t, 'agent-writer.ts', 240, lookAtLedger))

test(`F05: the n-th fsync or write of the store fails, n = 1 to ${TIMES}: what was acknowledged is there, and it goes on`, t =>
  all(t, 'console-writer.ts', 240, lookAtStore))
