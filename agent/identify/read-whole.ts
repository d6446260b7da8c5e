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

/** One hashes while the other searches: of a large file each of the two takes as long as the other. */
export const byTwo =
  (hashing: Pick<Worker, 'read'>, searching: Pick<Worker, 'read'>): ReadWhole =>
  async job => {
    const [digest, texts] = await Promise.all([
      hashing.read({ ...job, part: 'digest' }),
      searching.read({ ...job, part: 'texts' }),
    ])
    return 'fault' in digest ? digest : whole(texts, digest)
  }

const whole = (read: Read | Fault, digest: Read | null): Whole | Fault => {
  if ('fault' in read) return read
  const { bytes, found, facts, state } = read
  const sha256 = (digest ?? read).sha256
  if (sha256 === null || found === null || facts === null) return { fault: 'was not read whole', absent: false }
  if (digest !== null && !sameState(digest.state, state)) return { fault: 'changed while it was read', absent: false }
  return { sha256, bytes, found, facts, state }
}
