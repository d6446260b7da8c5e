import type { Fault } from '../open-file.ts'
import { type FileState, sameState } from './file-state.ts'
import type { Contents, JobAnswer, ReadJob } from './job.ts'
import type { Worker } from './run-worker.ts'

type Read = Extract<JobAnswer, { kind: 'read' }>

/** All of a file, and the state that the one who opened it found it in. */
export type Whole = Contents & { readonly state: FileState }
export type ReadWhole = (job: Pick<ReadJob, 'path' | 'links' | 'most'>) => Promise<Whole | Fault>

export const byOne =
  (worker: Pick<Worker, 'read'>): ReadWhole =>
  async job =>
    whole(await worker.read(job), null)

/** Measured: a byte takes so much longer to search than to hash that both are done at the same time. */
const SEARCHED_BY_ONE = 0.83

/** One hashes and searches the end while the other searches the rest: each of the two takes as long as the other. */
export const byTwo =
  (hashing: Pick<Worker, 'read'>, searching: Pick<Worker, 'read'>, bytes: number): ReadWhole =>
  async job => {
    const split = Math.floor(bytes * SEARCHED_BY_ONE)
    const [digest, texts] = await Promise.all([
      hashing.read({ ...job, part: 'digest', split }),
      searching.read({ ...job, part: 'texts', split }),
    ])
    return 'fault' in digest ? digest : whole(texts, digest)
  }

const whole = (read: Read | Fault, digest: Read | null): Whole | Fault => {
  if ('fault' in read) return read
  const { facts, state } = read
  const { sha256, bytes } = digest ?? read
  const found = together(read.found, digest?.found ?? [])
  if (sha256 === null || found === null || facts === null) return { fault: 'was not read whole', absent: false }
  if (digest !== null && !sameState(digest.state, state)) return { fault: 'changed while it was read', absent: false }
  return { sha256, bytes, found, facts, state }
}

const together = (some: readonly number[] | null, others: readonly number[]): readonly number[] | null =>
  some === null ? null : [...new Set([...some, ...others])].sort((a, b) => a - b)
