import * as z from 'zod/mini'
import { EnrolmentAnswer, type EnrolmentAsked, enrolmentText } from '../../protocol/enrolment.ts'
import { visible } from '../../protocol/text.ts'
import { consoleUrl, enrolUrl } from './console-url.ts'
import { readEnrolled, writeEnrolled } from './enrolled.ts'
import type { Identity } from './identity.ts'
import { type Posted, postJson } from './post.ts'

export type Enrolment =
  /** `now` is false where it was so before, and nothing was asked. */
  | { readonly is: 'enrolled'; readonly device: string; readonly now: boolean }
  /** Asking again with the same token is of no use. */
  | { readonly is: 'refused'; readonly reason: string }
  | { readonly is: 'unreachable'; readonly reason: string }

export type Enrolling = {
  readonly console: string
  /** Null where none is set: then only what was remembered counts. */
  readonly token: string | null
  readonly identity: Identity
  readonly stateDir: string
  readonly now: () => number
}

const WITHIN = 15_000
const Problem = z.object({ error: z.object({ message: z.string() }) })

/** Exchanges a token for this device's key, once; the success is remembered. Never throws for what the console does. */
export const enroll = async ({ console, token, identity, stateDir, now }: Enrolling): Promise<Enrolment> => {
  const address = consoleUrl(console)
  if (!address.ok) return { is: 'refused', reason: address.reason }
  const before = await readEnrolled(stateDir)
  if (before?.device === identity.device && before.console === address.url.href)
    return { is: 'enrolled', device: before.device, now: false }
  if (token === null) return { is: 'refused', reason: 'no enrolment token is set' }

  const { publicKey } = identity
  const asked: EnrolmentAsked = { token, publicKey, signature: identity.sign(enrolmentText(token, publicKey)) }
  const answer = await ask(enrolUrl(address.url), asked, identity.device)
  if (answer.is === 'enrolled')
    await writeEnrolled(stateDir, { console: address.url.href, device: identity.device, at: now() })
  return answer
}

const ask = async (url: URL, asked: EnrolmentAsked, device: string): Promise<Enrolment> => {
  let posted: Posted
  try {
    posted = await postJson(url, asked, WITHIN)
  } catch (error) {
    return { is: 'unreachable', reason: visible(error instanceof Error ? error.message : String(error), 200) }
  }
  const { status, text } = posted
  if (status >= 300 && status < 400)
    return { is: 'refused', reason: 'it answers with a redirect, which is not followed' }
  if (status === 429 || status >= 500) return { is: 'unreachable', reason: `the console answers ${status}` }
  if (status < 200 || status > 299) return { is: 'refused', reason: problemOf(text) ?? `the console answers ${status}` }
  const answer = EnrolmentAnswer.safeParse(parsed(text))
  if (!answer.success) return { is: 'refused', reason: 'what answers there is no Waymark console' }
  if (answer.data.device !== device) return { is: 'refused', reason: 'the console answers for another device' }
  return { is: 'enrolled', device, now: true }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const problemOf = (text: string): string | null => {
  const problem = Problem.safeParse(parsed(text))
  return problem.success ? visible(problem.data.error.message, 200) : null
}
