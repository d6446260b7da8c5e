import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'

export type Heard = { readonly from: 'agent' | 'console'; readonly text: string }

/** Stands between an agent and its console, on loopback where they speak plain http, and keeps every word. */
export type Recorder = {
  readonly url: string
  readonly heard: readonly Heard[]
  /** Which paths were asked for. */
  readonly asked: readonly string[]
  readonly close: () => Promise<void>
}

export const openRecorder = async (console: string): Promise<Recorder> => {
  const heard: Heard[] = []
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const body = Buffer.concat(parts).toString()
    heard.push({ from: 'agent', text: `${JSON.stringify(request.headers)}\n${body}` })
    const type = request.headers['content-type'] ?? 'application/json'
    const method = request.method ?? 'GET'
    const answer = await fetch(new URL(request.url ?? '/', console), {
      method,
      headers: { 'content-type': type },
      ...(body === '' ? {} : { body }),
    })
    const text = await answer.text()
    heard.push({ from: 'console', text })
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text)
  })
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    asked.push(`UPGRADE ${request.url}`)
    heard.push({ from: 'agent', text: JSON.stringify(request.headers) })
    const protocols = request.headers['sec-websocket-protocol']?.split(/, */) ?? []
    sockets.handleUpgrade(request, socket, head, agent => {
      const ahead = new WebSocket(new URL(request.url ?? '/', console.replace(/^http/, 'ws')), protocols)
      const waiting: string[] = []
      agent.on('message', data => {
        const text = data.toString()
        heard.push({ from: 'agent', text })
        if (ahead.readyState === WebSocket.OPEN) ahead.send(text)
        else waiting.push(text)
      })
      ahead.on('open', () => {
        for (const text of waiting.splice(0)) ahead.send(text)
      })
      ahead.on('message', data => {
        heard.push({ from: 'console', text: data.toString() })
        agent.send(data.toString())
      })
      ahead.on('close', (code, reason) => agent.close(code > 1014 || code === 1000 ? code : 1011, reason))
      agent.on('close', () => ahead.close())
      for (const end of [agent, ahead]) end.on('error', () => end.terminate())
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    asked,
    close: async () => {
      for (const client of sockets.clients) client.terminate()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
