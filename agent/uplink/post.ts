import { request as requestPlain } from 'node:http'
import { request as requestSafe } from 'node:https'

export type Posted = { readonly status: number; readonly text: string }

const MOST_BYTES = 64 * 1024

/**
 * Sends one JSON document; a redirect is an answer, and not followed. Not by `fetch`, which loads 7 MB that a daemon
 * keeps for ever.
 * @param within time limit of the whole, ms.
 * @throws Error when nothing answers in time, or with more than 64 KiB.
 */
export const postJson = async (url: URL, body: object, within: number): Promise<Posted> => {
  const { promise, resolve, reject } = Promise.withResolvers<Posted>()
  const text = JSON.stringify(body)
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
  const request = url.protocol === 'https:' ? requestSafe : requestPlain
  const asked = request(url, { method: 'POST', headers, agent: false }, response => {
    const chunks: Buffer[] = []
    let bytes = 0
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > MOST_BYTES) response.destroy(new Error(`the answer holds more than ${MOST_BYTES} bytes`))
      else chunks.push(chunk)
    })
    response.on('error', reject)
    response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }))
  })
  const late = setTimeout(() => asked.destroy(new Error(`no answer within ${within} ms`)), within)
  asked.on('error', reject)
  asked.end(text)
  try {
    return await promise
  } finally {
    clearTimeout(late)
  }
}
