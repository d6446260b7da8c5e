import type * as z from 'zod/mini'
import { DeskProblem, LedgerList, Status, type Viewer, WhyList } from '../../protocol/desk.ts'
import { DetectionId } from '../../protocol/fields.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { misfitOf } from '../../protocol/misfit.ts'
import { visible } from '../../protocol/text.ts'

type Awaitable<T> = T | Promise<T>

/** What the daemon can be asked, always by somebody: what they may not see is not in the answer. */
export type Answers = {
  readonly status: (viewer: Viewer) => Awaitable<Status>
  /** @param after seq of the last entry that the asker has, 0 for the beginning. */
  readonly ledger: (viewer: Viewer, after: number) => Awaitable<LedgerList>
  /** @param id of one detection, null for all. None in the answer: there is none of that id that they may see. */
  readonly why: (viewer: Viewer, id: string | null) => Awaitable<WhyList>
}

export type Answer = { readonly status: 200 | 400 | 404 | 405 | 500; readonly body: string }

const problem = (status: Exclude<Answer['status'], 200>, code: string, message: string): Answer => ({
  status,
  body: JSON.stringify(DeskProblem.parse({ error: { code, message: visible(message, LIMITS.path) } })),
})

/** An answer that does not fit its schema is not given: the schema is what the verbs rely on. */
const closed = <T>(schema: z.ZodMiniType<T>, value: T): Answer => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return { status: 200, body: JSON.stringify(parsed.data) }
  return problem(500, 'does-not-fit', `the answer does not fit: ${misfitOf(parsed.error)}`)
}

/** One question, one answer. Never throws. */
export const answerTo = async (answers: Answers, viewer: Viewer, method: string, target: string): Promise<Answer> => {
  if (method !== 'GET') return problem(405, 'method', 'the door only answers GET')
  const [path = '', query = ''] = target.split('?', 2)
  try {
    if (path === '/v1/status') return closed(Status, await answers.status(viewer))
    if (path === '/v1/ledger') {
      const after = /^(?:after=(\d{1,15}))?$/.exec(query)
      if (after === null) return problem(400, 'query', 'after is the seq of an entry')
      return closed(LedgerList, await answers.ledger(viewer, Number(after[1] ?? 0)))
    }
    if (path === '/v1/why') return closed(WhyList, await answers.why(viewer, null))
    if (path.startsWith('/v1/why/')) {
      const id = DetectionId.safeParse(path.slice('/v1/why/'.length))
      const list = id.success ? await answers.why(viewer, id.data) : null
      if (list === null || list.detections.length === 0)
        return problem(404, 'unknown-detection', 'no detection of this id')
      return closed(WhyList, list)
    }
    return problem(404, 'unknown-question', 'the door answers /v1/status, /v1/ledger and /v1/why')
  } catch (error) {
    return problem(500, 'failed', String(error))
  }
}
