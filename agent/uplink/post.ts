import { Agent as PlainAgent, request as requestPlain } from 'node:http'
import { request as requestSafe, Agent as SafeAgent } from 'node:https'
import type { Socket } from 'node:net'
import { bindingOf } from '../../protocol/binding.ts'
import type { Dial } from './dial.ts'

export type Posted = {
  readonly status: number
  readonly text: string
  /** Of the connection, as our end has it; null for one that cannot be bound. */
  readonly binding: string | null
}

export type Posts = {
  /**
   * Sends one JSON document; a redirect is an answer, and not followed. What is true of the connection at the first is
   * true of all: where the other end has closed it meanwhile, nothing is sent over another.
   * @throws Error when nothing answers in time, or with more than 64 KiB, or when the connection is gone.
   */
  post(body: (binding: string | null) => object): Promise<Posted>
  close(): void
}

const MOST_BYTES = 64 * 1024

/**
 * One connection for several questions. Not by `fetch`, which loads 7 MB that a daemon keeps for ever, and which does
 * not say by which connection it goes.
 * @param within time limit of each question, ms. @param dial how a secure one is made; null for plain http.
 */
export const openPosts = (url: URL, within: number, dial: Dial | null): Posts => {
  const bounds = { keepAlive: true, maxSockets: 1 }
  const agent =
    dial === null ? new PlainAgent(bounds) : Object.assign(new SafeAgent(bounds), { createConnection: dial })
  const request = dial === null ? requestPlain : requestSafe
  let only: Socket | null = null

  const post: Posts['post'] = async body => {
    const { promise, resolve, reject } = Promise.withResolvers<Posted>()
    let binding: string | null = null
    const headers = { 'content-type': 'application/json' }
    const asked = request(url, { method: 'POST', headers, agent }, response => {
      const chunks: Buffer[] = []
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > MOST_BYTES) response.destroy(new Error(`the answer holds more than ${MOST_BYTES} bytes`))
        else chunks.push(chunk)
      })
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString(), binding }),
      )
    })
    const late = setTimeout(() => asked.destroy(new Error(`no answer within ${within} ms`)), within)
    asked.on('error', reject)
    asked.on('socket', socket => {
      // The body is written only once it is known by which connection it goes, and that it is the same.
      const write = (): void => {
        if (only !== null && only !== socket) {
          asked.destroy(new Error('the connection was closed between two questions'))
          return
        }
        only = socket
        binding = bindingOf(socket)
        asked.end(JSON.stringify(body(binding)))
      }
      // What was dialled is secure by now.
      if (socket.connecting) socket.once('connect', write)
      else write()
    })
    try {
      return await promise
    } finally {
      clearTimeout(late)
    }
  }
  return { post, close: () => agent.destroy() }
}
