import { closeSync } from 'node:fs'
import { CONNECTOR, listenMessage, parseConnector } from './proc-connector-events.ts'
import { datagrams, type Failed, netlinkSocket, sendTo } from './system-calls.linux.ts'

export type ConnectorNews = {
  /** What is told below has been read, and not yet told: what came before it can be looked for now. */
  readonly reading: () => void
  readonly executed: (pid: number) => void
  readonly exited: (pid: number) => void
  readonly lost: () => void
}

/** Holds what a machine at full speed tells in a few seconds. */
const BUFFER_BYTES = 8 * 1024 * 1024

/** Batches that are told in one turn. */
const MOST_AT_ONCE = 32

const REFUSED = 'the process connector does not answer in this pid or network namespace'
const why = ({ errno }: Failed): string =>
  errno === 'EPERM' || errno === 'EACCES' ? 'the process connector needs CAP_NET_ADMIN here' : `${REFUSED} (${errno})`

export type ProcConnector = {
  readonly fd: number
  /** Tells all that has come. @returns how many events were read. */
  readonly read: () => number
  readonly close: () => void
}

/** Begins to listen. @returns why it cannot be had, where it cannot. */
export const listenToProcesses = (news: ConnectorNews): ProcConnector | { readonly why: string } => {
  const fd = netlinkSocket(CONNECTOR.protocol, CONNECTOR.group, BUFFER_BYTES)
  if (typeof fd !== 'number') return { why: why(fd) }
  const { take } = datagrams(fd)
  const refused = (reason: string) => {
    closeSync(fd)
    return { why: reason }
  }
  const asked = sendTo(fd, listenMessage('all'))
  if (asked !== null) return refused(why(asked))
  // Where it is not listened to us, in a pid namespace, nothing says so but that no answer comes. The kernel answers
  // before it returns, and what is told before that answer is no concern of ours yet.
  let answered: number | null = null
  const answer = take(datagram => {
    const event = parseConnector(datagram)
    if (event?.is === 'answer') answered = event.error
  })
  if (typeof answer !== 'number') return refused(why(answer))
  if (answered !== 0) return refused(REFUSED)
  sendTo(fd, listenMessage('launches-and-ends'))

  const kinds: number[] = []
  const pids: number[] = []
  const keep = (datagram: Buffer): void => {
    const event = parseConnector(datagram)
    if (event === null || event.is === 'answer') return
    kinds.push(event.is === 'exec' ? 1 : 0)
    pids.push(event.pid)
  }
  const read = (): number => {
    let events = 0
    // What comes faster than it is told must not keep the rest of the program waiting: we are called again for it.
    for (let i = 0; i < MOST_AT_ONCE; i++) {
      const taken = take(keep)
      if (typeof taken !== 'number') {
        news.lost()
        if (taken.errno !== 'ENOBUFS') break
      }
      if (taken === 0) break
      news.reading()
      events += pids.length
      for (const [i, pid] of pids.entries()) {
        if (kinds[i] === 1) news.executed(pid)
        else news.exited(pid)
      }
      kinds.length = 0
      pids.length = 0
    }
    return events
  }
  return { fd, read, close: () => closeSync(fd) }
}
