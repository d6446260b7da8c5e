import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'
import type { Timers } from './timers.ts'

/** What the tests of this room share. Not loaded by the agent. */

/** 21 November 2026, 10:00 UTC. */
export const TEN = Date.UTC(2026, 10, 21, 10)

export const scratchFolder = async (t: Pick<TestContext, 'after'>): Promise<string> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'waymark-uplink-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  return dir
}

export const randomOf = (bytes: number): Uint8Array => randomBytes(bytes)

/** Timers that the test winds. */
export const woundTimers = () => {
  let now = 0
  const due = new Set<{ at: number; then: () => void }>()
  const timers: Timers = {
    after: (ms, then) => {
      const one = { at: now + ms, then }
      due.add(one)
      return () => due.delete(one)
    },
  }
  /** Lets `ms` pass, and runs what falls due, in order. */
  const wind = (ms: number): void => {
    const until = now + ms
    for (;;) {
      const next = [...due].filter(one => one.at <= until).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      due.delete(next)
      now = next.at
      next.then()
    }
    now = until
  }
  return { timers, wind, waiting: () => [...due].map(one => one.at - now), now: () => now }
}
