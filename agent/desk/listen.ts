import { chmodSync, chownSync, lstatSync, mkdirSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import path from 'node:path'
import { LONGEST_SOCKET } from './place.ts'

/**
 * Makes the folder that the sockets stand in, and the state folder above it: 0711.
 * @throws Error where one of them is a link, another account's, or open for others to write.
 */
export const makeDeskFolder = (folder: string): void => {
  for (const dir of [path.dirname(folder), folder]) {
    mkdirSync(dir, { recursive: true, mode: 0o711 })
    const stat = lstatSync(dir)
    const isOurs = stat.isDirectory() && stat.uid === process.getuid?.()
    if (!isOurs) throw new Error(`${dir} is not a folder of this account: move it away`)
    if ((stat.mode & 0o022) !== 0) throw new Error(`${dir} may be written to by others: chmod go-w it`)
    // A strict umask made it 0700: then no account could pass through to its own socket.
    if ((stat.mode & 0o011) !== 0o011) chmodSync(dir, stat.mode | 0o011)
  }
}

/**
 * Opens `socket` for one account: the kernel lets only its owner and root connect, so who asks needs no proof.
 * @param uid the owner; another than our own only where we are root.
 * @throws Error where the path is too long or taken by something that is no socket.
 */
export const listenFor = async (server: Server, socket: string, uid: number): Promise<void> => {
  if (Buffer.byteLength(socket) > LONGEST_SOCKET)
    throw new Error(
      `${socket} is longer than the ${LONGEST_SOCKET} bytes of a socket's path: use a shorter state folder`,
    )
  removeSocket(socket)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  // Bound within this call, so the mask never holds for anything else; nobody can connect before the mode is right.
  const mask = process.umask(0o177)
  try {
    server.listen(socket, resolve)
  } finally {
    process.umask(mask)
  }
  await promise
  server.off('error', reject)
  if (uid !== process.getuid?.()) chownSync(socket, uid, lstatSync(socket).gid)
}

/** A socket that a crash left behind. The ledger's lock is held by now, so it is nobody's. */
const removeSocket = (socket: string): void => {
  const stat = lstatSync(socket, { throwIfNoEntry: false })
  if (stat === undefined) return
  if (!stat.isSocket()) throw new Error(`${socket} is not a socket: move it away`)
  rmSync(socket)
}
