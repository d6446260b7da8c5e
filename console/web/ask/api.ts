import type { Problem } from '../../api/answers.ts'

/** Why there is no answer. */
export type Why = 'signed-out' | 'forbidden' | 'not-found' | 'unreachable' | 'failed'

/** Thrown by `ask`. `message` is a sentence for a person. */
export class AskError extends Error {
  readonly why: Why
  constructor(why: Why, message: string) {
    super(message)
    this.why = why
  }
}

const WHY: Record<number, Why> = { 401: 'signed-out', 403: 'forbidden', 404: 'not-found', 410: 'not-found' }

const problemOf = async (response: Response): Promise<string> => {
  try {
    const { error } = (await response.json()) as Problem
    return error.message
  } catch {
    return `The console answered ${response.status}.`
  }
}

/**
 * Asks the API one question.
 * @param path below `/api/v1`, with its query.
 * @throws AskError where there is no answer.
 */
export const ask = <T>(path: string, signal: AbortSignal): Promise<T> =>
  answered<T>(path, { signal, headers: { accept: 'application/json' } })

/** Has the console do something. @throws AskError where it was not done, or nobody knows whether it was. */
export const order = <T>(method: 'POST' | 'DELETE', path: string, body?: object): Promise<T> =>
  answered<T>(path, {
    method,
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

const answered = async <T>(path: string, init: RequestInit): Promise<T> => {
  let response: Response
  try {
    response = await fetch(`/api/v1${path}`, init)
  } catch (error) {
    if (init.signal?.aborted === true) throw error
    throw new AskError('unreachable', 'The console does not answer.')
  }
  if (!response.ok) throw new AskError(WHY[response.status] ?? 'failed', await problemOf(response))
  return (response.status === 204 ? undefined : await response.json()) as T
}

/** Trying again helps only where the next answer can differ. */
export const worthAnotherTry = (failures: number, error: Error): boolean =>
  failures < 2 && !(error instanceof AskError && error.why !== 'unreachable' && error.why !== 'failed')
