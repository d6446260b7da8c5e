import type * as z from 'zod/mini'
import { callDaemon } from '../desk/call.ts'
import type { Around } from './verb.ts'
import { VerbFault } from './verb-fault.ts'

/** An answer and when it came, ms: what is due is told as a date and as a time from then. */
export type Answered<T> = T & { readonly at: number }

/** Asks the daemon. @throws VerbFault, and so exit code 2, where it does not answer or does not know the thing. */
export const ask = async <T extends object>(
  around: Around,
  path: string,
  schema: z.ZodMiniType<T>,
): Promise<Answered<T>> => {
  const { stateDir } = await around.settings()
  const said = await callDaemon(stateDir, path, schema)
  switch (said.is) {
    case 'answer':
      return { ...said.value, at: around.now() }
    case 'away':
      throw new VerbFault('the agent is not running', said.message, 'start it with `waymark run`, or `npm start`')
    case 'unknown':
      throw new VerbFault('not known', path.split('/').at(-1) ?? path, '`waymark why` lists what is')
    case 'failed':
      throw new VerbFault('the agent gave no answer', said.message, 'see its log, and `waymark status`')
  }
}
