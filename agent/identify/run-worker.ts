import type { ChildProcess } from 'node:child_process'
import type { Fault } from '../open-file.ts'
import { type Job, JobAnswer, type ReadJob, type ReadTogetherJob } from './job.ts'

export type Worker = {
  /** Never rejects: what cannot be read is a fault, in words. */
  readonly read: (job: Omit<ReadJob, 'kind' | 'id'>) => Promise<Extract<JobAnswer, { kind: 'read' }> | Fault>
  /** Which texts occur in these files, all together. Never rejects: the fault is one of the reader, not of a file. */
  readonly readTogether: (
    job: Omit<ReadTogetherJob, 'kind' | 'id'>,
  ) => Promise<Extract<JobAnswer, { kind: 'read-together' }> | Fault>
  /** What is still asked ends as a fault. */
  readonly close: () => void
}

export type WorkerOptions = {
  readonly start: () => ChildProcess
  readonly texts: readonly string[]
  /** Without work for so long, it ends; ms. */
  readonly idle: number
  /** One file takes no longer, or the worker is ended and started again; ms. */
  readonly within: number
}

/** A file that a worker died of is tried once more, then left. */
const TRIES = 2

type Asked = {
  readonly job: ReadJob | ReadTogetherJob
  readonly answer: (answer: JobAnswer) => void
  tries: number
}

/** One worker at a time, one file at a time; started with the first file, again after it died. */
export const runWorker = ({ start, texts, idle, within }: WorkerOptions): Worker => {
  const queue: Asked[] = []
  let child: ChildProcess | null = null
  let timer: NodeJS.Timeout | undefined
  let ids = 0
  let closed = false

  const end = (): void => {
    clearTimeout(timer)
    const ending = child
    child = null
    ending?.removeAllListeners('message')
    ending?.kill('SIGKILL')
  }
  const failed = (): void => {
    end()
    const asked = queue[0]
    if (asked !== undefined && asked.tries >= TRIES)
      answerFirst(notRead(asked.job.id, 'could not be read: twice it ended the reader'))
    else next()
  }
  const answerFirst = (answer: JobAnswer): void => {
    queue.shift()?.answer(answer)
    next()
  }
  const say = (to: ChildProcess, job: Job): void => {
    to.send(job, error => {
      if (error !== null && to === child) failed()
    })
  }
  const hire = (): ChildProcess => {
    const hired = start()
    hired.on('message', message => {
      if (hired !== child) return
      const answer = JobAnswer.safeParse(message)
      if (!answer.success || answer.data.id !== queue[0]?.job.id) failed()
      else answerFirst(answer.data)
    })
    for (const event of ['exit', 'error'] as const)
      hired.on(event, () => {
        if (hired === child) failed()
      })
    child = hired
    say(hired, { kind: 'begin', texts: [...texts] })
    return hired
  }
  const next = (): void => {
    clearTimeout(timer)
    const asked = queue[0]
    if (asked === undefined) {
      if (child === null) return
      timer = setTimeout(end, idle)
      // An idle reader keeps nobody from ending.
      timer.unref()
      child.unref()
      child.channel?.unref()
      return
    }
    asked.tries++
    const reader = child ?? hire()
    reader.ref()
    reader.channel?.ref()
    timer = setTimeout(failed, within)
    say(reader, asked.job)
  }

  const ask = (job: Asked['job']): Promise<JobAnswer> => {
    if (closed) return Promise.resolve(notRead(job.id, 'was not read: the reader is closed'))
    const { promise, resolve } = Promise.withResolvers<JobAnswer>()
    queue.push({ job, answer: resolve, tries: 0 })
    if (queue.length === 1) next()
    return promise
  }

  return {
    read: async asked => {
      ids++
      const answer = await ask({ ...asked, kind: 'read', id: ids })
      return answer.kind === 'read' ? answer : faultIn(answer)
    },
    readTogether: async asked => {
      ids++
      const answer = await ask({ ...asked, kind: 'read-together', id: ids })
      return answer.kind === 'read-together' ? answer : faultIn(answer)
    },
    close: () => {
      closed = true
      end()
      for (const asked of queue.splice(0)) asked.answer(notRead(asked.job.id, 'was not read: the reader is closed'))
    },
  }
}

/** An answer to another question than the one that was asked is none. */
const faultIn = (answer: JobAnswer): Fault =>
  answer.kind === 'not-read'
    ? { fault: answer.fault, absent: answer.absent }
    : { fault: 'could not be read: the reader gave another answer', absent: false }

const notRead = (id: number, fault: string): JobAnswer => ({ kind: 'not-read', id, fault, absent: false })
