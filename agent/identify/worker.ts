import { doJob } from './do-job.ts'
import { doTogether } from './do-together.ts'
import { hearJob } from './hear-job.ts'
import { compileSearch } from './search.ts'

/**
 * The child that reads the files of strangers. Started by `programs.ts`: nice, without network, and by Node's
 * permission model with no right but to read. One file after the other; ends when the agent lets go of it.
 */
let search = compileSearch([])
let last: Promise<void> = Promise.resolve()

const hear = async (message: unknown): Promise<void> => {
  const job = hearJob(message)
  if (job.kind === 'begin') search = compileSearch(job.texts)
  else process.send?.(job.kind === 'read' ? await doJob(job, search) : doTogether(job, search))
}

process.on('message', message => {
  last = last.then(() => hear(message))
})
process.on('disconnect', () => process.exit(0))
