import { readSync } from 'node:fs'
import { faultOf, openRegular } from '../open-file.ts'
import { sameState, stateOf } from './file-state.ts'
import type { JobAnswer, ReadJob } from './job.ts'
import { factsOf } from './program/facts.ts'
import { sourceOfFile } from './program/source.ts'
import { type ReadPiece, scanFile, type Wanted } from './scan-file.ts'
import type { Search } from './search.ts'

/** Opens, reads and searches one file. Never throws. A file that changes meanwhile has no answer yet. */
export const doJob = async (job: ReadJob, search: Search): Promise<JobAnswer> => {
  const notRead = (fault: string, absent = false): JobAnswer => ({ kind: 'not-read', id: job.id, fault, absent })
  const file = await openRegular(job.path, job.most, job.links)
  if ('fault' in file) return notRead(file.fault, file.absent)
  try {
    const state = stateOf(file.stat)
    const { fd } = file.handle
    // In one go: nobody else waits in this process, and a turn of the loop for each piece adds up.
    const read: ReadPiece = (into, at, length, position) => readSync(fd, into, at, length, position)
    const wanted = wantedBy(job, search)
    const scanned = scanFile(read, wanted, job.most)
    if (scanned === null) return notRead('changed while it was read')
    const facts = job.part === 'digest' ? null : await factsOf(sourceOfFile(file.handle, file.size))
    const after = stateOf(await file.handle.stat({ bigint: true }))
    if (!sameState(state, after)) return notRead('changed while it was read')
    return { kind: 'read', id: job.id, ...scanned, facts, state }
  } catch (error) {
    const { fault, absent } = faultOf(error)
    return notRead(fault, absent)
  } finally {
    await file.handle.close()
  }
}

const wantedBy = ({ part, split }: ReadJob, search: Search): Wanted => {
  if (part !== 'digest') return { digest: part === undefined, search, ...(split === undefined ? {} : { to: split }) }
  return { digest: true, search: split === undefined ? null : search, from: split ?? 0 }
}
