import * as z from 'zod/mini'
import { EnrolmentAnswer, EnrolmentOpened, type EnrolmentStep, tokenParts } from '../../protocol/enrolment.ts'
import { enrolmentText, enrolOpeningText } from '../../protocol/handshake.ts'
import { visible } from '../../protocol/text.ts'
import { otherWire, WIRE, wiresInWords } from '../../protocol/wire.ts'
import { consoleUrl, enrolUrl } from './console-url.ts'
import type { Dial } from './dial.ts'
import { readEnrolled, writeEnrolled } from './enrolled.ts'
import type { Identity } from './identity.ts'
import { newNonce } from './nonce.ts'
import { openPosts, type Posts } from './post.ts'
import { judgeConsole, type Trust } from './trust.ts'

export type Enrolment =
  /** `now` is false where it was so before, and nothing was asked. */
  | { readonly is: 'enrolled'; readonly device: string; readonly now: boolean }
  /** Asking again with the same token is of no use. */
  | { readonly is: 'refused'; readonly reason: string }
  /** Who answers there is not proven to be the console; no token was shown to it. */
  | { readonly is: 'not-proven'; readonly reason: string }
  | { readonly is: 'unreachable'; readonly reason: string }

export type Enrolling = {
  readonly console: string
  /** How a secure connection is made; null for plain http on this machine. */
  readonly dial?: Dial | null
  /** As it was printed. Null where none is set: then only what was remembered counts. */
  readonly token: string | null
  /** `trust.keys` of the settings: only a console with one of these is asked. */
  readonly keys?: readonly string[] | null
  readonly identity: Identity
  readonly stateDir: string
  readonly now: () => number
}

export type Failed = Exclude<Enrolment, { is: 'enrolled' }>

const WITHIN = 15_000
const Problem = z.object({ error: z.object({ message: z.string() }) })

/** Exchanges a token for this device's key, once; the success is remembered. Never throws for what the console does. */
export const enroll = async (options: Enrolling): Promise<Enrolment> => {
  const { token, identity, stateDir } = options
  const address = consoleUrl(options.console)
  if (!address.ok) return { is: 'refused', reason: address.reason }
  const console = address.url.href
  const before = await readEnrolled(stateDir)
  if (before?.device === identity.device && before.console === console && before.left !== true)
    return { is: 'enrolled', device: before.device, now: false }
  if (token === null) return { is: 'refused', reason: 'no enrolment token is set' }
  const parts = tokenParts(token)
  if (parts === null) return { is: 'refused', reason: 'the enrolment token is damaged: copy it whole' }

  const known = before?.console === console ? before.key : undefined
  const trust = trustBy(options.keys ?? null, parts.digest, known ?? null)
  const posts = openPosts(enrolUrl(address.url), WITHIN, options.dial ?? null)
  try {
    const met = await meetConsole(posts, trust)
    if (!('key' in met)) return met
    const { publicKey, formerly } = identity
    const answer = await askStep(posts, EnrolmentAnswer, binding => ({
      step: 'ask',
      token: parts.secret,
      publicKey,
      formerly: [...formerly],
      signature: identity.sign(enrolmentText(parts.secret, publicKey, met.key, binding ?? '')),
    }))
    if (!answer.ok) return answer.failed
    if (answer.said.device !== identity.device)
      return { is: 'refused', reason: 'the console answers for another device' }
    await writeEnrolled(stateDir, { console, device: identity.device, at: options.now(), key: met.key })
    return { is: 'enrolled', device: identity.device, now: true }
  } finally {
    posts.close()
  }
}

/** A token for another console than the one that was met says so; one that says nothing leaves that one. */
const trustBy = (keys: readonly string[] | null, digest: string | null, known: string | null): Trust => {
  if (keys !== null) return { is: 'listed', keys }
  if (digest !== null) return { is: 'digest', digest }
  return known === null ? { is: 'first-use' } : { is: 'remembered', key: known }
}

/** Asks who is there, and tells nothing yet. @returns the console's key, proven for this connection. */
export const meetConsole = async (posts: Posts, trust: Trust): Promise<{ readonly key: string } | Failed> => {
  const nonce = newNonce()
  const opened = await askStep(posts, EnrolmentOpened, () => ({ step: 'open', wire: WIRE, nonce }))
  if (!opened.ok) return opened.failed
  const { said, binding } = opened
  const judged = judgeConsole(trust, said, binding, bound => enrolOpeningText(nonce, said.key, bound))
  return judged.ok ? { key: said.key } : { is: 'not-proven', reason: judged.reason }
}

type Answered<T> =
  | { readonly ok: true; readonly said: T; readonly binding: string | null }
  | { readonly ok: false; readonly failed: Failed }

/** One question, and what its answer means. */
export const askStep = async <T>(
  posts: Posts,
  schema: z.ZodMiniType<T>,
  step: (binding: string | null) => EnrolmentStep,
): Promise<Answered<T>> => {
  const refuse = (reason: string): Answered<T> => ({ ok: false, failed: { is: 'refused', reason } })
  const unreachable = (reason: string): Answered<T> => ({ ok: false, failed: { is: 'unreachable', reason } })
  let posted: Awaited<ReturnType<Posts['post']>>
  try {
    posted = await posts.post(step)
  } catch (error) {
    return unreachable(visible(error instanceof Error ? error.message : String(error), 256))
  }
  const { status, text, binding } = posted
  if (status >= 300 && status < 400) return refuse('it answers with a redirect, which is not followed')
  if (status === 429 || status >= 500) return unreachable(`the console answers ${status}`)
  if (status < 200 || status > 299) return refuse(problemOf(text) ?? `the console answers ${status}`)
  const value = parsed(text)
  const wire = otherWire(value)
  if (wire !== null) return refuse(wiresInWords(wire, WIRE))
  const said = schema.safeParse(value)
  return said.success ? { ok: true, said: said.data, binding } : refuse('what answers there is no Waymark console')
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
