import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'

/** One frame as a client sends it, under a mask of zeros; `first` is its first byte: FIN, the reserved bits, the opcode. */
export const frame = (first: number, payload: Buffer): Buffer => Buffer.concat([header(first, payload.length), payload])

/** Of a frame that announces `length` bytes. */
export const header = (first: number, length: number): Buffer => {
  if (length < 126) return Buffer.from([first, 0x80 | length, 0, 0, 0, 0])
  const announced = Buffer.alloc(length < 65_536 ? 4 : 10)
  announced[0] = first
  announced[1] = 0x80 | (length < 65_536 ? 126 : 127)
  if (length < 65_536) announced.writeUInt16BE(length, 2)
  else announced.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([announced, Buffer.alloc(4)])
}

export type Closed = { readonly code: number; readonly reason: string }

/** A WebSocket written by hand, for what no library would send: text frames in, and any bytes out. */
export type RawSocket = {
  readonly text: (value: unknown) => void
  /** Resolves when they are written, or the other end has had enough. */
  readonly bytes: (bytes: Buffer) => Promise<void>
  /** @returns the next frame of JSON. @throws when the connection ends first. */
  readonly next: () => Promise<Record<string, unknown>>
  /** @returns what the other end closed with; 1006 where it said nothing. */
  readonly closed: () => Promise<Closed>
  readonly isClosing: () => boolean
  readonly destroy: () => void
}

export const openRawSocket = async (
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawSocket> => {
  const { port, hostname } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  const frames: Record<string, unknown>[] = []
  const waiting: (() => void)[] = []
  const wake = (): void => {
    for (const go of waiting.splice(0)) go()
  }
  let ending: Closed | null = null
  let gone = false
  let upgraded = false
  let read = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    read = Buffer.concat([read, chunk])
    if (!upgraded) {
      const end = read.indexOf('\r\n\r\n')
      if (end === -1) return
      upgraded = true
      read = read.subarray(end + 4)
    }
    for (let taken = take(read); taken !== null; taken = take(read)) {
      read = read.subarray(taken.length)
      if (taken.opcode === 1) frames.push(JSON.parse(taken.payload.toString()))
      if (taken.opcode === 8)
        ending = { code: taken.payload.readUInt16BE(0), reason: taken.payload.subarray(2).toString() }
    }
    wake()
  })
  socket.on('close', () => {
    gone = true
    wake()
  })
  const changed = (): Promise<void> => new Promise(resolve => waiting.push(resolve))
  await once(socket, 'connect')
  const key = randomBytes(16).toString('base64')
  const lines = Object.entries({ Host: 'x', Upgrade: 'websocket', Connection: 'Upgrade', ...headers })
  const asked = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  socket.write(`GET /agent HTTP/1.1\r\n${asked}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`)
  return {
    text: value => void socket.write(frame(0x81, Buffer.from(JSON.stringify(value)))),
    bytes: async bytes => {
      let taken = false
      socket.write(bytes, () => {
        taken = true
        wake()
      })
      while (!taken && ending === null && !gone) await changed()
    },
    next: async () => {
      for (;;) {
        const found = frames.shift()
        if (found !== undefined) return found
        if (ending !== null || gone) throw new Error(`ended before it said so: ${JSON.stringify(ending)}`)
        await changed()
      }
    },
    closed: async () => {
      while (ending === null && !gone) await changed()
      return ending ?? { code: 1006, reason: '' }
    },
    isClosing: () => ending !== null || gone,
    destroy: () => void socket.destroy(),
  }
}

/** @returns the first whole frame of what a server sent, which bears no mask; null while there is none. */
const take = (bytes: Buffer): { opcode: number; payload: Buffer; length: number } | null => {
  const [first, second] = bytes
  if (first === undefined || second === undefined) return null
  const [start, size] =
    second === 127
      ? [10, bytes.length < 10 ? null : Number(bytes.readBigUInt64BE(2))]
      : second === 126
        ? [4, bytes.length < 4 ? null : bytes.readUInt16BE(2)]
        : [2, second]
  if (size === null || bytes.length < start + size) return null
  return { opcode: first & 15, payload: bytes.subarray(start, start + size), length: start + size }
}
