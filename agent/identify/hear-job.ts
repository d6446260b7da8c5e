import type { Job, ReadJob, ReadTogetherJob } from './job.ts'

/**
 * Reads what the agent says to its worker. By hand and not by a schema: loading the library takes four times as long
 * as the worker's own start, and somebody waits for that.
 * @throws TypeError for anything else.
 */
export const hearJob = (message: unknown): Job => {
  if (isBegin(message) || isRead(message) || isReadTogether(message)) return message
  throw new TypeError('no such job')
}

type Begin = Extract<Job, { kind: 'begin' }>
type Fields = Readonly<Record<string, unknown>>

const fieldsOf = (message: unknown, names: readonly string[]): Fields | null =>
  typeof message === 'object' && message !== null && Object.keys(message).every(name => names.includes(name))
    ? (message as Fields)
    : null

const isBegin = (message: unknown): message is Begin => {
  const job = fieldsOf(message, ['kind', 'texts'])
  return job?.kind === 'begin' && Array.isArray(job.texts) && job.texts.every(text => typeof text === 'string')
}

const isRead = (message: unknown): message is ReadJob => {
  const job = fieldsOf(message, ['kind', 'id', 'path', 'links', 'most', 'part', 'split'])
  return (
    job?.kind === 'read' &&
    isCount(job.id) &&
    isCount(job.most) &&
    (job.split === undefined || isCount(job.split)) &&
    typeof job.path === 'string' &&
    job.path !== '' &&
    (job.links === 'refuse' || job.links === 'follow') &&
    (job.part === undefined || job.part === 'digest' || job.part === 'texts')
  )
}

/** As `MOST_TOGETHER` of `job.ts`, which brings the library. */
const MOST_TOGETHER = 256

const isReadTogether = (message: unknown): message is ReadTogetherJob => {
  const job = fieldsOf(message, ['kind', 'id', 'paths', 'most'])
  return (
    job?.kind === 'read-together' &&
    isCount(job.id) &&
    isCount(job.most) &&
    Array.isArray(job.paths) &&
    job.paths.length > 0 &&
    job.paths.length <= MOST_TOGETHER &&
    job.paths.every(path => typeof path === 'string' && path !== '')
  )
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
