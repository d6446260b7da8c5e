import { readdirSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import path from 'node:path'
import type { Viewer } from '../../protocol/desk.ts'
import { platform, type Unsupported } from '../platform.ts'
import { type Answers, answerTo } from './answer.ts'
import { listenFor, makeDeskFolder } from './listen.ts'
import { socketOf } from './place.ts'

export type DoorOptions = {
  /** `deskFolder(stateDir)`. */
  readonly dir: string
  readonly accounts: readonly { readonly account: string; readonly uid: number }[]
  readonly answer: Answers
}

export type Door = {
  /** Accounts that have a socket. Without root's rights that is our own alone. */
  readonly accounts: readonly string[]
  readonly close: () => Promise<void>
}

const ROOT = 0
/** Longest request line and headers together, bytes; the longest question is far below. */
const HEADER_BYTES = 4 * 1024
/** Connections of one account at once. */
const CONNECTIONS = 16
const WITHIN = 5_000

/** Opens one socket per account; root's own sees all. @throws Error as `makeDeskFolder` and `listenFor` do. */
export const openDoor = async (options: DoorOptions): Promise<Door | Unsupported> => {
  if (platform === 'windows')
    return { unsupported: 'a named pipe that is checked for its client; until then waymark answers on Linux and macOS' }
  makeDeskFolder(options.dir)
  const open: { server: Server; socket: string }[] = []
  const close = async (): Promise<void> => {
    for (const { server, socket } of open.splice(0)) {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
      rmSync(socket, { force: true })
    }
  }
  const served = servedHere(options.accounts)
  dropOthers(options.dir, served)
  try {
    for (const { account, uid } of served) {
      const server = serverFor(options.answer, uid === ROOT ? { all: true } : { account })
      const socket = socketOf(options.dir, uid)
      await listenFor(server, socket, uid)
      open.push({ server, socket })
    }
  } catch (error) {
    await close()
    throw error
  }
  return { accounts: served.map(({ account }) => account), close }
}

/** Only root can hand a socket to another account; root always has one. */
const servedHere = (accounts: DoorOptions['accounts']): DoorOptions['accounts'] => {
  const self = process.getuid?.()
  if (self !== ROOT) return accounts.filter(({ uid }) => uid === self)
  const byUid = new Map([[ROOT, { account: 'root', uid: ROOT }], ...accounts.map(a => [a.uid, a] as const)])
  return [...byUid.values()]
}

/** A socket of an account that is no longer looked at would be a door that nobody answers. */
const dropOthers = (dir: string, served: DoorOptions['accounts']): void => {
  const wanted = new Set(served.map(({ uid }) => `${uid}.sock`))
  for (const name of readdirSync(dir)) if (/^\d+\.sock$/.test(name) && !wanted.has(name)) rmSync(path.join(dir, name))
}

const serverFor = (answers: Answers, viewer: Viewer): Server => {
  const server = createServer(
    {
      maxHeaderSize: HEADER_BYTES,
      headersTimeout: WITHIN,
      requestTimeout: WITHIN,
      connectionsCheckingInterval: 1_000,
      keepAlive: false,
    },
    async (request, response) => {
      const { status, body } = await answerTo(answers, viewer, request.method ?? '', request.url ?? '')
      // What a question carries besides its address is not read; a closed connection is also its end.
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close' })
      response.end(body)
    },
  )
  server.maxConnections = CONNECTIONS
  server.setTimeout(WITHIN * 2)
  server.on('clientError', (_error, socket) => socket.destroy())
  return server
}
