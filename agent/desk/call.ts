import { lstatSync } from 'node:fs'
import { request } from 'node:http'
import type * as z from 'zod/mini'
import { DeskProblem } from '../../protocol/desk.ts'
import { platform } from '../platform.ts'
import { deskFolder, socketOf } from './place.ts'

/** What came of asking the daemon. Messages are sentences for a person. */
export type Called<T> =
  | { readonly is: 'answer'; readonly value: T }
  /** The daemon answers, but not to this: an id that it does not know. */
  | { readonly is: 'unknown'; readonly message: string }
  /** Nobody answers. */
  | { readonly is: 'away'; readonly message: string }
  | { readonly is: 'failed'; readonly message: string }

/** The largest page of a ledger is 1,000 bodies of 16 KiB, escaped. */
const MOST_BYTES = 64 * 1024 * 1024
const WITHIN = 10_000

/** Asks the daemon of `stateDir` on the caller's own socket (root: on root's). Never throws. */
export const callDaemon = async <T>(stateDir: string, path: string, schema: z.ZodMiniType<T>): Promise<Called<T>> => {
  const uid = process.getuid?.()
  if (platform === 'windows' || uid === undefined)
    return { is: 'away', message: 'asking the agent is not built for this system yet' }
  let said: Called<T> = { is: 'away', message: '' }
  for (const socket of socketsFor(stateDir, uid)) {
    said = await ask(socket, path, schema)
    if (said.is !== 'away') return said
  }
  return said
}

/** Root may also ask an agent that runs under the account that owns the folder, as `npm start` does. */
const socketsFor = (stateDir: string, uid: number): string[] => {
  const folder = deskFolder(stateDir)
  const owner = uid === 0 ? lstatSync(folder, { throwIfNoEntry: false })?.uid : undefined
  return [...new Set([uid, owner ?? uid])].map(each => socketOf(folder, each))
}

const ask = <T>(socketPath: string, path: string, schema: z.ZodMiniType<T>): Promise<Called<T>> => {
  const { promise, resolve } = Promise.withResolvers<Called<T>>()
  const fail = (message: string): void => resolve({ is: 'failed', message })
  const asked = request({ socketPath, path, method: 'GET', timeout: WITHIN, agent: false }, response => {
    const parts: Buffer[] = []
    let bytes = 0
    response.on('data', (part: Buffer) => {
      bytes += part.length
      if (bytes > MOST_BYTES) asked.destroy(new Error(`its answer is larger than ${MOST_BYTES} bytes`))
      else parts.push(part)
    })
    response.on('error', error => fail(`the agent's answer broke off: ${error.message}`))
    response.on('end', () => resolve(read(response.statusCode ?? 0, Buffer.concat(parts).toString('utf8'), schema)))
  })
  asked.on('timeout', () => asked.destroy(new Error(`no answer within ${WITHIN / 1_000} s`)))
  asked.on('error', error => {
    const code = 'code' in error ? String(error.code) : ''
    if (AWAY.has(code)) resolve({ is: 'away', message: `nobody listens on ${socketPath}` })
    else if (code === 'EACCES') fail(`${socketPath} is not this account's: the agent has no socket for you`)
    else fail(`the agent did not answer: ${error.message}`)
  })
  asked.end()
  return promise
}

const AWAY = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTDIR'])

const read = <T>(status: number, text: string, schema: z.ZodMiniType<T>): Called<T> => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { is: 'failed', message: 'the agent answered with something that is no JSON' }
  }
  if (status === 200) {
    const parsed = schema.safeParse(value)
    if (parsed.success) return { is: 'answer', value: parsed.data }
    return { is: 'failed', message: 'the agent and this command are of different versions: restart the agent' }
  }
  const problem = DeskProblem.safeParse(value)
  const message = problem.success ? problem.data.error.message : `the agent answered ${status}`
  return status === 404 ? { is: 'unknown', message } : { is: 'failed', message }
}
