import { faultOf, openRegular } from '../open-file.ts'
import { type JobAnswer, type ReadJob, sameState, stateOf } from './job.ts'
import { factsOf } from './program/facts.ts'
import { sourceOfFile } from './program/source.ts'
import { scanFile } from './scan-file.ts'
import type { Search } from './search.ts'

/** Opens, reads and searches one file. Never throws. A file that changes meanwhile has no answer yet. */
export const doJob = async (job: ReadJob, search: Search): Promise<JobAnswer> => {
  const notRead = (fault: string, absent = false): JobAnswer => ({ kind: 'not-read', id: job.id, fault, absent })
  const file = await openRegular(job.path, job.most, job.links)
  if ('fault' in file) return notRead(file.fault, file.absent)
  try {
    const state = stateOf(file.stat)
    const scanned = await scanFile(file.handle, search, job.most)
    if (scanned === null) return notRead('changed while it was read')
    const facts = await factsOf(sourceOfFile(file.handle, scanned.bytes))
    const after = stateOf(await file.handle.stat({ bigint: true }))
    if (!sameState(state, after)) return notRead('changed while it was read')
    return { kind: 'read', id: job.id, ...scanned, found: [...scanned.found], facts, state }
  } catch (error) {
    const { fault, absent } = faultOf(error)
    return notRead(fault, absent)
  } finally {
    await file.handle.close()
  }
}
