import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { visible } from '../../protocol/text.ts'
import { Refusal, type RefusalCode } from '../refusal.ts'
import type { Problem } from './answers.ts'

/** What each refusal is in HTTP. */
export const STATUS: Record<RefusalCode, number> = {
  'bad-request': 400,
  'bad-cursor': 400,
  'not-signed-in': 401,
  'token-refused': 401,
  'proof-refused': 401,
  'not-allowed': 403,
  'cross-site': 403,
  'not-found': 404,
  'link-used': 410,
  'too-large': 413,
  unsupported: 415,
  'policy-refused': 422,
  'too-many': 429,
  failed: 500,
  'not-ready': 503,
}

export const NOWHERE = new Refusal(
  'not-found',
  'There is nothing at this address: /api/v1/openapi.json lists what there is.',
)

/** What Fastify and its file server refuse, in our words. */
const FRAMEWORK: Record<number, Refusal> = {
  400: new Refusal('bad-request', 'The body is not JSON: send one JSON object with Content-Type application/json.'),
  // What the file server says of a path that leaves its folder: to whoever asks, there is nothing.
  403: NOWHERE,
  404: NOWHERE,
  413: new Refusal('too-large', 'The body is too large: a policy is at most 192 KiB, anything else 16 KiB.'),
  415: new Refusal('unsupported', 'The body has to be JSON: send Content-Type application/json.'),
}

const FAILED = new Refusal('failed', 'The console could not do this. Nothing was changed; its log says why.')

/** Any error as a refusal that may be shown: never a stack, never a message that was not meant for whoever asks. */
export const refusalOf = (error: unknown): Refusal => {
  if (error instanceof Refusal) return error
  if (hasZodFastifySchemaValidationErrors(error)) {
    const issue = error.validation[0]
    const field = issue?.instancePath.slice(1).replaceAll('/', '.') ?? ''
    const part = (error as FastifyError).validationContext ?? 'request'
    const place = visible(`${PARTS[part] ?? part}${field === '' ? '' : `.${field}`}`, 200)
    return new Refusal('bad-request', `${place}: ${visible(issue?.message ?? 'does not fit', 300)}`)
  }
  const { statusCode = 500 } = error as Partial<FastifyError>
  return FRAMEWORK[statusCode] ?? FAILED
}

const PARTS: Record<string, string> = { querystring: 'query', params: 'path' }

export const problemOf = ({ code, message }: Refusal): Problem => ({ error: { code, message } })

export const onError = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
  const refusal = refusalOf(error)
  if (refusal.code === 'failed') request.log.error({ err: error, route: request.routeOptions.url }, 'request failed')
  void reply
    .code(STATUS[refusal.code])
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(problemOf(refusal))
}
