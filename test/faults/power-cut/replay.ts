import { existsSync } from 'node:fs'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openDisk } from './disk.ts'
import type { Step } from './trace.ts'

/** What the marks before the cut promised: the last number of each name. */
export type Promised = ReadonlyMap<string, number>

export type Outcome = {
  readonly cuts: number
  /** Of each cut that broke a promise: after which step, and in words. */
  readonly broken: readonly { readonly step: number; readonly why: string }[]
}

/** Numbers from a seed (mulberry32), so that a cut that broke something comes again. */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Memory, where there is a folder of it: what is laid out here needs to survive nothing. */
const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/**
 * Cuts the power at random steps, lays out what a disk would hold then, and asks `look` what is wrong with it.
 * @param look opens the folder with the real code. @returns how many cuts were made, and which were not survived.
 */
export const cutAt = async (
  steps: readonly Step[],
  points: number,
  random: () => number,
  look: (folder: string, promised: Promised) => Promise<readonly string[]>,
): Promise<Outcome> => {
  const at = Array.from({ length: points }, () => Math.floor(random() * steps.length)).sort((a, b) => a - b)
  const disk = openDisk()
  const promised = new Map<string, number>()
  const broken: { step: number; why: string }[] = []
  let taken = 0
  for (const end of at) {
    for (const step of steps.slice(taken, end + 1)) {
      disk.take(step)
      const [name = '', n = ''] = step.is === 'marked' ? step.line.split(' ') : []
      if (name !== '') promised.set(name, Number(n))
    }
    taken = end + 1
    const folder = await mkdtemp(path.join(PLACE, 'waymark-cut-'))
    try {
      for (const [name, bytes] of disk.left(random)) await lay(path.join(folder, name), bytes)
      for (const why of await look(folder, promised)) broken.push({ step: end, why })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  return { cuts: at.length, broken }
}

const ZEROS = Buffer.alloc(4_096)

/** Zeros at the end are a hole: a log with room made in it is 8 MiB of them. */
const lay = async (file: string, bytes: Buffer): Promise<void> => {
  let end = bytes.length
  while (end >= ZEROS.length && bytes.compare(ZEROS, 0, ZEROS.length, end - ZEROS.length, end) === 0)
    end -= ZEROS.length
  await writeFile(file, bytes.subarray(0, end), { mode: 0o600 })
  if (end < bytes.length) await truncate(file, bytes.length)
}
