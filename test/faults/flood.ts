import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { promisify } from 'node:util'

const MIB = 1024 * 1024
const RATE = 10_000
/** Of those that an installed daemon runs with, the ones that bound its memory. */
const FLAGS = [
  '--single-threaded-gc',
  '--max-semi-space-size=1',
  '--optimize-for-size',
  '--no-sparkplug',
  '--no-maglev',
]

/** F10: so many events a second, for so long, and nobody to send them to. */
export const flood = async (t: TestContext, seconds: number): Promise<void> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'waymark-flood-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  const script = [path.join(import.meta.dirname, 'flooded.ts'), path.join(dir, 'private'), `${seconds}`, `${RATE}`]
  const { stdout } = await promisify(execFile)(process.execPath, [...FLAGS, ...script])
  const { produced, told, rss, files, after, entries, took, cpu } = JSON.parse(stdout)
  t.diagnostic(
    `${produced.reports} reports and ${produced.starts} starts in ${Math.round(took / 100) / 10} s, ${cpu} ms of CPU; ${entries} entries by then, ` +
      `RSS at most ${Math.round(rss / MIB)} MiB, files ${Math.round(files / MIB)} MiB, afterwards ${Math.round(after / MIB)} MiB`,
  )
  assert.equal(produced.reports + produced.starts, seconds * RATE)
  assert.deepEqual(told, produced)
  assert.ok(rss <= 150 * MIB, `${rss} bytes of memory`)
  assert.ok(files <= 50 * MIB && after <= 50 * MIB, `${files} bytes, then ${after}`)
}
