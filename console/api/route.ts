import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply } from 'fastify'
import * as z from 'zod'
import { bindingOf } from '../../protocol/binding.ts'
import type { Permission, Who } from '../access/permission.ts'
import { Problem } from './answers.ts'

/** What a route is: whom it is for, what comes in, what goes out. The OpenAPI document is made of the same. */
type Spec = {
  readonly for: Permission
  /** One line for the OpenAPI document. */
  readonly about: string
  readonly params?: z.core.$ZodType
  readonly query?: z.core.$ZodType
  readonly body?: z.core.$ZodType
  readonly answer: z.core.$ZodType
  /** Default 200; 204 has no body. */
  readonly status?: 200 | 201 | 204
  /** Bytes of a body; default that of the server. */
  readonly bodyLimit?: number
  /** Requests that one address may make in a minute. */
  readonly perMinute?: number
}

type Given<S extends z.core.$ZodType | undefined> = S extends z.core.$ZodType ? z.output<S> : undefined
type In<S extends Spec> = {
  readonly params: Given<S['params']>
  readonly query: Given<S['query']>
  readonly body: Given<S['body']>
  readonly who: S['for'] extends 'anyone' ? Who | null : Who
  /** Of the connection that it came by. */
  readonly binding: () => string | null
}
/** A stream is sent as it is: a list that is too long to stand in memory. */
type Out<S extends Spec> = z.output<S['answer']> | Readable

export type Route = <const S extends Spec>(
  url: string,
  spec: S,
  run: (given: In<S>) => Out<S> | Promise<Out<S>>,
) => void

const part = <K extends string>(key: K, schema: z.core.$ZodType | undefined) =>
  schema === undefined ? {} : ({ [key]: schema } as Record<K, z.core.$ZodType>)

const routeOf =
  (app: FastifyInstance, method: 'GET' | 'POST' | 'DELETE'): Route =>
  (url, spec, run) => {
    const status = spec.status ?? 200
    app.route({
      method,
      url,
      config: {
        for: spec.for,
        ...(spec.perMinute === undefined ? {} : { rateLimit: { max: spec.perMinute, timeWindow: 60_000 } }),
      },
      ...(spec.bodyLimit === undefined ? {} : { bodyLimit: spec.bodyLimit }),
      schema: {
        summary: spec.about,
        ...part('params', spec.params),
        ...part('querystring', spec.query),
        ...part('body', spec.body),
        // Nothing is sent, and the document has a word for that only as null.
        response: { [status]: status === 204 ? z.null() : spec.answer, '4xx': Problem, '5xx': Problem },
      },
      handler: async (request, reply): Promise<FastifyReply> => {
        const { params, query, body, who } = request
        const answer = await run({
          params,
          query,
          body,
          who,
          binding: () => bindingOf(request.raw.socket),
        } as Parameters<typeof run>[0])
        reply.code(status).header('cache-control', 'no-store')
        return status === 204 ? reply.send() : reply.type('application/json; charset=utf-8').send(answer)
      },
    })
  }

export type Routes = { readonly get: Route; readonly post: Route; readonly delete: Route }

/** Routes that read as one sentence. */
export const routesOn = (app: FastifyInstance): Routes => ({
  get: routeOf(app, 'GET'),
  post: routeOf(app, 'POST'),
  delete: routeOf(app, 'DELETE'),
})
