import { request as requestPlain } from 'node:http'
import { request as requestSafe } from 'node:https'
import type { Socket } from 'node:net'
import type { ForwardProxy } from './proxy-for.ts'

/** Where it leads, as CONNECT writes it. */
const targetOf = (host: string, port: number): string => `${host.includes(':') ? `[${host}]` : host}:${port}`

/**
 * Asks a proxy for a tunnel.
 * @param within time limit, ms. @param ca who vouches for a proxy that is spoken to over TLS.
 * @throws Error with a sentence: what is wrong and who mends it.
 */
export const openTunnel = async (
  proxy: ForwardProxy,
  target: { readonly host: string; readonly port: number },
  within: number,
  ca: () => Promise<string | string[]>,
): Promise<Socket> => {
  const name = targetOf(proxy.host, proxy.port)
  const to = targetOf(target.host, target.port)
  const headers = { host: to, ...(proxy.authorization === null ? {} : { 'proxy-authorization': proxy.authorization }) }
  const options = { host: proxy.host, port: proxy.port, method: 'CONNECT', path: to, headers, agent: false as const }
  const asked = proxy.safe ? requestSafe({ ...options, ca: await ca() }) : requestPlain(options)
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const late = setTimeout(() => asked.destroy(new Error(`no answer within ${within} ms`)), within)
  late.unref()
  asked.on('socket', socket => socket.unref())
  asked.on('connect', (answer, socket, head) => {
    const status = answer.statusCode ?? 0
    if (status === 200 && head.length === 0) return resolve(socket as Socket)
    socket.destroy()
    reject(new Error(refusalOf(status, name, to)))
  })
  asked.on('error', (error: NodeJS.ErrnoException) =>
    reject(new Error(`the proxy ${name} (HTTPS_PROXY) cannot be reached: ${error.code ?? error.message}`)),
  )
  asked.end()
  return promise.finally(() => clearTimeout(late))
}

const refusalOf = (status: number, proxy: string, to: string): string => {
  if (status === 407) return `the proxy ${proxy} asks for a name and password: write them into HTTPS_PROXY`
  if (status === 403 || status === 405)
    return `the proxy ${proxy} lets nobody through to ${to}: IT has to allow it there`
  return `the proxy ${proxy} makes no way to ${to} (${status}): look at the proxy, or at the address of the console`
}
