import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { openFrameEnds } from './frame-ends.ts'

export type Direction = 'to the console' | 'to the agent'

/** What becomes of one connection. Frames are counted from 1; the HTTP head is the first. */
export type Fate =
  | { readonly is: 'whole' }
  /** So many bytes a second, one by one. */
  | { readonly is: 'slow'; readonly direction: Direction; readonly bytesPerSecond: number }
  /** So many bytes pass; the rest waits for ever, and nobody is told. */
  | { readonly is: 'stalls'; readonly direction: Direction; readonly after: number }
  /** Both ends get a RST behind that frame, and what came with it is lost. */
  | { readonly is: 'reset'; readonly direction: Direction; readonly behindFrame: number }
  /** Closed as if the other end had gone, after so many bytes. */
  | { readonly is: 'cut'; readonly direction: Direction; readonly after: number }
  /** The agent is reset before that frame of its; the console gets it so many ms later, as if it had been on its way. */
  | { readonly is: 'late'; readonly beforeFrame: number; readonly by: number }

export type TcpProxy = {
  readonly port: number
  /** Resets every connection that there is. */
  readonly reset: () => void
  /** How many connections stand whose fate is a bad one. */
  readonly bad: () => number
}

/** Stands between agent and console, and treats each new connection as `fateOf` says. */
export const openTcpProxy = async (t: TestContext, port: number, fateOf: () => Fate): Promise<TcpProxy> => {
  const sockets = new Set<Socket>()
  let bad = 0
  const server = createServer({ noDelay: true }, agent => {
    const console = connect({ port, host: '127.0.0.1', noDelay: true })
    for (const socket of [agent, console]) {
      sockets.add(socket)
      // Each is followed by a close.
      socket.on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
    }
    const fate = fateOf()
    if (fate.is !== 'whole') {
      bad++
      agent.on('close', () => bad--)
    }
    treat(fate, agent, console)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const reset = (): void => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  t.after(async () => {
    reset()
    server.close()
    await once(server, 'close')
  })
  return { port: (server.address() as AddressInfo).port, reset, bad: () => bad }
}

const treat = (fate: Fate, agent: Socket, console: Socket): void => {
  const [from, to] = 'direction' in fate && fate.direction === 'to the agent' ? [console, agent] : [agent, console]
  if (fate.is === 'whole') from.pipe(to)
  else if (fate.is === 'slow') trickle(from, to, fate.bytesPerSecond)
  else if (fate.is === 'reset')
    piecewise(from, (piece, n) => {
      if (n <= fate.behindFrame) to.write(piece, () => (n === fate.behindFrame ? both(agent, console) : undefined))
    })
  else if (fate.is === 'late')
    piecewise(from, (piece, n) => {
      if (n < fate.beforeFrame) to.write(piece)
      if (n !== fate.beforeFrame) return
      from.resetAndDestroy()
      setTimeout(() => to.end(piece), fate.by)
    })
  else limited(from, to, fate.after, fate.is === 'cut')
  to.pipe(from)
  to.on('close', () => from.destroy())
  if (fate.is !== 'late') from.on('close', () => to.destroy())
}

const both = (...sockets: readonly Socket[]): void => {
  for (const socket of sockets) socket.resetAndDestroy()
}

/** Hands on whole frames, and the HTTP head before them, numbered from 1. */
const piecewise = (from: Socket, on: (piece: Buffer, n: number) => void): void => {
  const frames = openFrameEnds()
  let begun = Buffer.alloc(0)
  let n = 0
  from.on('data', (chunk: Buffer) => {
    let start = 0
    for (const end of frames.in(chunk)) {
      on(Buffer.concat([begun, chunk.subarray(start, end)]), ++n)
      begun = Buffer.alloc(0)
      start = end
    }
    begun = Buffer.concat([begun, chunk.subarray(start)])
  })
}

const trickle = (from: Socket, to: Socket, bytesPerSecond: number): void => {
  let waiting = Buffer.alloc(0)
  from.on('data', (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk])
  })
  const timer = setInterval(() => {
    to.write(waiting.subarray(0, 1))
    waiting = waiting.subarray(1)
  }, 1_000 / bytesPerSecond)
  from.on('close', () => clearInterval(timer))
}

const limited = (from: Socket, to: Socket, most: number, cuts: boolean): void => {
  let bytes = 0
  from.on('data', (chunk: Buffer) => {
    const room = Math.max(0, most - bytes)
    bytes += chunk.length
    if (room > 0) to.write(chunk.subarray(0, room))
    if (!cuts || bytes < most) return
    from.destroy()
    to.end()
  })
}
