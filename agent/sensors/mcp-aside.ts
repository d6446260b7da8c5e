import * as z from 'zod/mini'
import { TRANSPORTS } from '../../protocol/mcp-server.ts'
import { askWorker } from '../programs.ts'
import type { McpPlace } from './mcp-places.ts'
import type { McpServer } from './mcp-servers.ts'

const Short = z.string().check(z.maxLength(128))
const Answer = z.union([
  z.strictObject({
    servers: z.nullable(
      z.array(z.strictObject({ name: Short, transport: z.enum(TRANSPORTS), target: z.nullable(Short) })),
    ),
  }),
  z.strictObject({ fault: z.string(), absent: z.boolean() }),
])

/** ms; a person's largest takes a tenth of it. */
const PATIENCE = 5_000
/** Children in one look. */
const MOST = 8

export type ReadAside = (
  file: string,
  place: McpPlace,
  limits: { readonly uid: number; readonly bytes: number; readonly most: number },
) => Promise<{ readonly servers: readonly McpServer[] | null } | { readonly fault: string }>

/** Reads large files each in a child of its own, one after the other. For one look. Never rejects. */
export const openReadAside = (
  ask: (question: object) => Promise<unknown> = question => askWorker('mcp', question, PATIENCE),
): ReadAside => {
  let last: Promise<unknown> = Promise.resolve()
  let asked = 0
  return (file, place, limits) => {
    if (++asked > MOST) return Promise.resolve({ fault: `is one of more than ${MOST} files as large as that` })
    const answer = last
      .then(() => ask({ file, place, ...limits }))
      .then(
        told => Answer.safeParse(told).data ?? { fault: 'could not be read: its reader said something else' },
        () => ({ fault: 'could not be read: its reader took too long, or all its memory' }),
      )
    last = answer
    return answer
  }
}
