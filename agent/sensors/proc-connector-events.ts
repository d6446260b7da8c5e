/** What the kernel's process connector says on its netlink socket. Pure; layouts of linux/cn_proc.h. */

export type ConnectorEvent =
  | { readonly is: 'exec'; readonly pid: number }
  | { readonly is: 'exit'; readonly pid: number }
  /** The answer to {@link listenMessage}; `error` is a number of errno, 0 where it listens. */
  | { readonly is: 'answer'; readonly error: number }

export const CONNECTOR = { protocol: 11, group: 1 } as const

const [NETLINK, CONNECTOR_HEADER] = [16, 20]
const DATA = NETLINK + CONNECTOR_HEADER
const [EXEC, EXIT, NONE] = [0x2, 0x8000_0000, 0x0]

/** @returns null for a fork, for a thread that ends while its process lives, and for what is no such event. */
export const parseConnector = (datagram: Buffer): ConnectorEvent | null => {
  // The connector's own name is the pair 1, 1.
  if (datagram.length < DATA + 24 || datagram.readUInt32LE(16) !== 1 || datagram.readUInt32LE(20) !== 1) return null
  const what = datagram.readUInt32LE(DATA)
  const [pid, process] = [datagram.readInt32LE(DATA + 16), datagram.readInt32LE(DATA + 20)]
  if (what === EXEC) return { is: 'exec', pid: process }
  if (what === EXIT) return pid === process ? { is: 'exit', pid } : null
  return what === NONE ? { is: 'answer', error: pid } : null
}

/**
 * Asks to be told.
 * @param only `all` is answered; `launches-and-ends` is filtered by the kernel, on systems that can (Linux 6.6).
 */
export const listenMessage = (only: 'all' | 'launches-and-ends'): Buffer => {
  const words = only === 'all' ? [1] : [1, (EXEC | EXIT) >>> 0]
  const bytes = Buffer.alloc(DATA + 4 * words.length)
  bytes.writeUInt32LE(bytes.length, 0)
  bytes.writeUInt16LE(3, 4)
  bytes.writeUInt32LE(1, 16)
  bytes.writeUInt32LE(1, 20)
  bytes.writeUInt16LE(4 * words.length, 32)
  for (const [i, word] of words.entries()) bytes.writeUInt32LE(word, DATA + 4 * i)
  return bytes
}
